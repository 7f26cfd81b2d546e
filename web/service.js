// What the service is asked, and what came of it.

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/// {answer, etag} · {unchanged: true} · {problem: a key of the words' problems, code: of a problem without words of its own}
export async function askStatus({ caseNo, code }, etag) {
  let response, body;
  try {
    response = await fetch(`/api/v1/status/${encodeURIComponent(caseNo)}`, {
      headers: { 'X-Receipt-Code': code, ...(etag ? { 'If-None-Match': etag } : {}) },
      cache: 'no-store',
      signal: AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined,
    });
    body = parsed(await response.text());
  } catch {
    return { problem: 'offline' };
  }
  if (response.status === 304) return { unchanged: true };
  if (response.ok) return body ? { answer: body, etag: response.headers.get('ETag') } : { problem: 'offline' }; // a hotspot's own page
  const known = { 404: 'not-found', 429: 'too-many-requests' }[response.status];
  return known ? { problem: known } : { problem: 'other', code: (body && body.code) || response.status };
}

/// More of the same case, for whoever holds both: the days of a clock as JSON, the picture as text; null when it cannot be had.
export async function askMore({ caseNo, code }, path) {
  try {
    const response = await fetch(`/api/v1/status/${encodeURIComponent(caseNo)}/${path}`, {
      headers: { 'X-Receipt-Code': code },
      cache: 'no-store',
    });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/// The demonstration's cases; null when this is no demonstration.
export async function askDemo() {
  try {
    const response = await fetch('/api/v1/demo', { cache: 'no-store' });
    const body = parsed(await response.text());
    return response.ok ? body : null;
  } catch {
    return null;
  }
}
