interface Received {
  readonly id: string;
  readonly status: Record<string, unknown>;
}

/** A reader of a server-sent event stream. */
export class StreamReader {
  readonly events: Received[] = [];
  heartbeats = 0;
  readonly ended: Promise<void>;
  private readonly abort = new AbortController();

  constructor(readonly response: Response) {
    this.ended = this.read();
  }

  private async read(): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    const reader = this.response.body?.getReader();
    this.abort.signal.addEventListener('abort', () => void reader?.cancel());
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return;
      const blocks = (rest + decoder.decode(chunk.value, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    if (block === ':') this.heartbeats += 1;
    const [, id, data] = /^event: status\nid: (.*)\ndata: (.*)$/.exec(block) ?? [];
    if (id !== undefined && data !== undefined)
      this.events.push({ id, status: JSON.parse(data) as Record<string, unknown> });
  }

  async until(wanted: (reader: StreamReader) => boolean): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (!wanted(this)) {
      if (Date.now() > deadline) throw new Error(`not in time: ${JSON.stringify(this.events)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  close(): void {
    this.abort.abort();
  }
}
