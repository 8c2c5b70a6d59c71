import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Sends so many requests on one connection without waiting for answers, and counts the answers by status.
 */
export async function pipelined(
  url: string,
  count: number,
  { path, body }: { readonly path: string; readonly body: object },
): Promise<Readonly<Record<string, number>>> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const content = JSON.stringify(body);
  const request = (connection: string) =>
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(content)}\r\nConnection: ${connection}\r\n\r\n${content}`;
  socket.write(request('keep-alive').repeat(count - 1) + request('close'));
  const answers = await text(socket);
  const statuses = Array.from(answers.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => status ?? '');
  const by: Record<string, number> = {};
  for (const status of statuses) by[status] = (by[status] ?? 0) + 1;
  return by;
}
