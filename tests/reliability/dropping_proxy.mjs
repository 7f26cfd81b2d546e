// An HTTP proxy that lets every request through and loses some of the answers to commands: whole, or in the middle.

import { Agent, createServer, request } from 'node:http';

/// `loses(request)`: whether the answer to this one is lost. What was lost is kept in `lost`: {key, status, text}.
export async function droppingProxy(origin, { loses, connections = 12 }) {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const lost = [];
  const server = createServer((asked, reply) => {
    const onward = request(
      {
        hostname,
        port,
        agent,
        method: asked.method,
        path: asked.url,
        headers: { ...asked.headers, host: `${hostname}:${port}`, connection: 'keep-alive' },
      },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.once('end', () => {
          const body = Buffer.concat(chunks);
          const loss = asked.method === 'POST' && loses(asked);
          if (!loss) {
            reply.writeHead(answer.statusCode, answer.headers);
            return reply.end(body);
          }
          lost.push({ key: asked.headers['idempotency-key'], status: answer.statusCode, text: body.toString() });
          if (loss === 'whole') return asked.socket.destroy();
          reply.writeHead(answer.statusCode, answer.headers);
          reply.write(body.subarray(0, body.length / 2), () => asked.socket.destroy());
        });
      },
    );
    onward.once('error', () => asked.socket.destroy());
    asked.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    lost,
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
