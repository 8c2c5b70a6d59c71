/** Where one service takes requests, and what they are signed with. */
export interface WebhookEndpoint {
  readonly url: URL;
  /** The keys, one or several while they are changed. */
  readonly keys: readonly Uint8Array[];
}
