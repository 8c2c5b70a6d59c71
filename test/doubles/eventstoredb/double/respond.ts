import type { sendUnaryData } from '@grpc/grpc-js';
import { refusalOf } from './refusals.js';

/** Answers with what the work comes to. */
export function respond<T>(answer: sendUnaryData<T>, work: () => Promise<T>): void {
  void (async () => {
    try {
      answer(null, await work());
    } catch (error) {
      answer(refusalOf(error));
    }
  })();
}
