// A process picture of the service's, put into the page.

/// The drawing of SVG text, named for those who cannot see it; null when it is no drawing. It is parsed, not written into
/// the page: a script or a foreign document in it would do nothing, and inline styles are left out, as the page's policy says.
export function pictureOf(text, label) {
  const drawing =
    text && new DOMParser().parseFromString(text.replace(/\sstyle="[^"]*"/g, ''), 'image/svg+xml').documentElement;
  if (!drawing || drawing.localName !== 'svg') return null;
  for (const one of drawing.querySelectorAll('script, style, foreignObject')) one.remove();
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  const box = document.createElement('div');
  box.className = 'picture';
  box.tabIndex = 0; // it may be wider than the page, and is scrolled by the keyboard too
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', label);
  box.append(document.importNode(drawing, true));
  return box;
}
