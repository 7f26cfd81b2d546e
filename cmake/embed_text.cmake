# Writes a text file into a C++ source that gives it as bandian::SPACE::NAME(). Called by the build:
# cmake -DOUT=… -DFROM=… -DHEADER=… -DSPACE=… -DNAME=… -P embed_text.cmake

file(READ ${FROM} text)
set(function "std::string_view ${NAME}() { return R\"text(${text})text\"; }")
file(WRITE ${OUT} "#include \"${HEADER}\"\n\nnamespace bandian::${SPACE} {\n\n${function}\n\n}\n")
