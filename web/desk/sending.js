// One unsafe call that may be tried again. Its Idempotency-Key stays as long as nobody knows what came of it; what is sent
// anew after an answer, or with another content, is another call.

import { inDoubt } from '../calls.js';
import { staffCall } from './session.js';

const newKey = () =>
  crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/// send(path, body, headers) → as `call` answers.
export function sending(earlier = {}) {
  let { key = null, content = null } = earlier;
  const send = async (path, body, headers = {}) => {
    const wanted = `${path}\n${JSON.stringify(body)}`;
    if (!key || content !== wanted) [key, content] = [newKey(), wanted];
    send.pending = { key, content };
    const answer = await staffCall('POST', path, { body, headers: { ...headers, 'Idempotency-Key': key } });
    if (!answer.problem || !inDoubt(answer.problem)) key = content = send.pending = null;
    return answer;
  };
  send.pending = key ? { key, content } : null;
  return send;
}
