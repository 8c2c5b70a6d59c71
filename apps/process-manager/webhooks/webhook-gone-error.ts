/** A service answered that it does not take requests at its webhook any more: an operator asks it, and says where. */
export class WebhookGoneError extends Error {
  override readonly name = 'WebhookGoneError';
  constructor(service: string) {
    super(`the webhook of ${service} answered 410: it takes no requests any more`);
  }
}
