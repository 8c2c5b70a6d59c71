import type { Socket } from 'node:net';
import type { ProblemCatalogue } from '#runtime/problems/catalogue.js';
import { PROBLEM_CONTENT_TYPE, ProblemError } from '#runtime/problems/problem.js';
import { problemDocumentOf } from '#runtime/problems/problem-filter.js';

const REASONS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
};

/** Answers what is not even HTTP, before there is a request: still with a problem document. */
export function answerClientError(
  catalogue: ProblemCatalogue,
  error: Error & { code?: string },
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const document = problemDocumentOf(
    new ProblemError(REASONS[error.code ?? ''] ?? 'malformed-request'),
    catalogue,
    'en',
  );
  const body = JSON.stringify(document);
  const head = `HTTP/1.1 ${document.status} Bad Request\r\nContent-Type: ${PROBLEM_CONTENT_TYPE}\r\nContent-Language: en`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
