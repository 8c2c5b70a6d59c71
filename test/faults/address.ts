import { HttpClient } from '../support/http.js';

/** Where the service is to be found; while it is down, whoever asks waits for its return. */
export class Address {
  private current: HttpClient | undefined;
  private waiting: ((client: HttpClient) => void)[] = [];

  opened(url: string): void {
    this.current = new HttpClient(url);
    for (const resume of this.waiting.splice(0)) resume(this.current);
  }

  /** It is gone: connections are cut. */
  closed(): void {
    this.current?.close();
    this.current = undefined;
  }

  client(): Promise<HttpClient> {
    if (this.current !== undefined) return Promise.resolve(this.current);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
