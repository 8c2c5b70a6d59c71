import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over the wire. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined: it began its trace. */
  readonly parentSpanId: string | undefined;
  /** OTLP's numbers: 1 internal, 2 server, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  /** Ids of the traces and spans it is linked to, as `trace/span`. */
  readonly links: readonly string[];
  readonly failed: boolean;
}

/** A collector reduced to its door: takes OTLP as JSON over HTTP and keeps what came. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Everything that was sent, as text. */
  readonly bodies: readonly string[];
  /** How it answers from now on; `silent`: never, until it is told otherwise: then it hangs up. */
  answer(how: 'ok' | 'refused' | 'silent'): void;
  close(): Promise<void>;
}

/** Listens on a loopback port; 0 is any free one. */
export async function startOtlpReceiver(port = 0): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const held: ServerResponse[] = [];
  let how: 'ok' | 'refused' | 'silent' = 'ok';
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await textOf(request);
    if (how === 'silent') {
      held.push(response);
      return;
    }
    const right = request.method === 'POST' && request.url === '/v1/traces';
    if (how === 'ok' && right) {
      bodies.push(body);
      spans.push(...spansIn(body));
    }
    const status = right ? (how === 'ok' ? 200 : 400) : 404;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    spans,
    bodies,
    answer: (next) => {
      how = next;
      for (const response of held.splice(0)) response.destroy();
    },
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding was set
  return Buffer.concat(chunks).toString('utf8');
}

/** The parts of `ExportTraceServiceRequest` that are looked at. */
interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly attributes: readonly KeyValue[];
  readonly events: readonly { readonly name: string }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

function spansIn(body: string): readonly ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body) as Exported; // what the specification says a client sends
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => received(service, span)));
  });
}

function received(service: string, span: ExportedSpan): ReceivedSpan {
  const { name, traceId, spanId, parentSpanId, kind, attributes, events, links, status } = span;
  return {
    service,
    name,
    traceId,
    spanId,
    parentSpanId,
    kind,
    attributes: valuesOf(attributes),
    events: events.map((event) => event.name),
    links: links.map((link) => `${link.traceId}/${link.spanId}`),
    failed: status.code === 2,
  };
}

/** `{stringValue: 'x'}` → `'x'` */
function valuesOf(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
