// HTTP as a careful client speaks it: an answer is whole or it is lost, and nothing is sent twice behind our back.

import { Agent, request } from 'node:http';

/// The connection went, or time ran out, before the answer was whole: nobody knows whether it was carried out.
export class Lost extends Error {}

const longest = 20_000; // ms for one answer; the service itself gives up sooner

/// What every call carries beyond its own headers, in one place: a staff call's sign-in comes from the service that was started.
const carried = (service) => ({ 'Content-Type': 'application/json', ...service.headers });

/// `origin`: of a proxy in front of the service. `fresh`: a connection of its own for each call, as nginx asks in production;
/// otherwise at most `connections` that are kept, since each holds one of the service's sixteen threads while it lives.
export function callerOf(service, { origin = service.origin, connections = 12, fresh = false } = {}) {
  const agent = new Agent({ keepAlive: !fresh, maxSockets: fresh ? Infinity : connections });
  const send = (method, path, { body, bytes, headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const sent = bytes ?? (body === undefined ? '' : JSON.stringify(body));
      const asked = request(
        `${origin}/api/v1${path}`,
        {
          method,
          agent,
          timeout: longest,
          headers: {
            ...carried(service),
            ...(method !== 'GET' && { 'Content-Length': Buffer.byteLength(sent) }),
            ...headers,
          },
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.once('error', (fault) => reject(new Lost(fault.message)));
          response.once('close', () => {
            if (!response.complete) return reject(new Lost('the answer broke off'));
            const received = Buffer.concat(chunks),
              text = received.toString();
            resolve({
              status: response.statusCode,
              headers: response.headers,
              bytes: received,
              text,
              json: () => JSON.parse(text),
            });
          });
        },
      );
      asked.once('timeout', () => asked.destroy(new Error(`no answer within ${longest / 1000} s`)));
      asked.once('error', (fault) => reject(new Lost(fault.message)));
      asked.end(sent);
    });
  return { send, close: () => agent.destroy() };
}
