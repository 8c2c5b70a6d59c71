import type { RefusalDetail } from '#decider/decider.js';
import { itemText } from '#runtime/problems/detail.js';
import { API_PROBLEMS } from './catalogue.js';

/** The text a problem has over HTTP, in English, where there is nobody to ask for a language: in a dead letter. */
export function explainedRefusal({ code, params }: Pick<RefusalDetail, 'code' | 'params'>): string {
  return itemText({ at: '', code, ...(params !== undefined && { params }) }, API_PROBLEMS, 'en');
}
