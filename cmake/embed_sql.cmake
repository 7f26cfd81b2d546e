# Writes the .sql files of src/store into one C++ source. Called by the build:
# cmake -DOUT=… -DDIR=… -DVERSION=… -P embed_sql.cmake

# Appends to `text` an initialiser {"name", "statement"} for each file of a folder, in the order of their names.
function(embed folder)
  file(GLOB files ${DIR}/${folder}/*.sql)
  list(SORT files)
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} sql)
    string(APPEND text "        {\"${name}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  set(text "${text}" PARENT_SCOPE)
endfunction()

set(text "#include \"store/queries.hpp\"\n\n#include <map>\n#include <stdexcept>\n\nnamespace bandian::store {\n\n")
string(APPEND text "const std::string& query(const std::string& name) {\n    static const std::map<std::string, std::string> all{\n")
embed(sql)
string(APPEND text "    };\n    const auto found = all.find(name);\n    if (found == all.end()) throw std::logic_error(\"no query \" + name);\n    return found->second;\n}\n\n")
foreach(folder migrations routines)
  string(APPEND text "const std::vector<std::pair<std::string, std::string>>& ${folder}() {\n    static const std::vector<std::pair<std::string, std::string>> all{\n")
  embed(${folder})
  string(APPEND text "    };\n    return all;\n}\n\n")
endforeach()
string(APPEND text "const std::string& program_version() {\n    static const std::string version{\"${VERSION}\"};\n    return version;\n}\n\n}  // namespace bandian::store\n")
file(WRITE ${OUT} "${text}")
