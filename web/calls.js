// Asking the service: what came back is a value, never an exception.

const patienceMs = 20000;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/// {status, body, etag} · {unchanged: true} · {problem: {status, code, field, detail, errors, …}}; without an answer the
/// problem is {status: 0, code: 'offline'}, and what was asked for may or may not have been done.
export async function call(method, path, { body, headers = {}, etag, bytes } = {}) {
  let response, answer;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      cache: 'no-store',
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(etag ? { 'If-None-Match': etag } : {}),
        ...headers,
      },
      body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal: bytes || !AbortSignal.timeout ? undefined : AbortSignal.timeout(patienceMs),
    });
    answer = await response.text();
  } catch {
    return { problem: { status: 0, code: 'offline' } };
  }
  if (response.status === 304) return { unchanged: true };
  const told = parsed(answer);
  if (response.ok && (told || !answer))
    return { status: response.status, body: told, etag: response.headers.get('ETag') };
  if (response.ok) return { problem: { status: 0, code: 'offline' } }; // a hotspot's own page
  return {
    problem: { code: 'other', ...told, status: response.status, retryAfter: response.headers.get('Retry-After') },
  };
}

/// A picture or a printed page, as text.
export async function callText(path, headers = {}) {
  try {
    const response = await fetch(`/api/v1${path}`, { headers, cache: 'no-store' });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/// Whether it is open if the service did what it was asked: then the same Idempotency-Key goes with the next try.
export const inDoubt = ({ status }) => status === 0 || status === 502 || status === 503 || status === 504;

/// Whether the service answered, be it with a refusal.
export const isAnswered = ({ problem }) => !problem || (problem.status !== 0 && problem.status < 500);
