interface Place {
  readonly stream: string;
  readonly revision: bigint;
  readonly offset: bigint;
}

/**
 * What the server remembers of the ids of late, to recognise appends that expect no revision: where each first came to.
 * So ids appended to a second stream are never recognised there. A restart forgets it.
 */
export class RememberedIds {
  private readonly places = new Map<string, Place>();

  constructor(private readonly most: number) {}

  add(stream: string, events: readonly { readonly id: string }[], last: bigint, offset: bigint): void {
    for (const [n, { id }] of events.entries()) {
      if (this.places.has(id)) continue;
      this.places.set(id, { stream, revision: last - BigInt(events.length - 1 - n), offset });
    }
    for (const id of this.places.keys()) {
      if (this.places.size <= this.most) return;
      this.places.delete(id);
    }
  }

  /** Where they were stored; `mixed`: some of them were. */
  find(
    stream: string,
    events: readonly { readonly id: string }[],
  ): { readonly kind: 'appended'; readonly revision: bigint; readonly offset: bigint } | 'new' | 'mixed' {
    let last: Place | undefined;
    for (const [n, { id }] of events.entries()) {
      const place = this.places.get(id);
      if (place?.stream !== stream) return n === 0 ? 'new' : 'mixed';
      last = place;
    }
    return last === undefined ? 'new' : { kind: 'appended', revision: last.revision, offset: last.offset };
  }
}
