import type { RefusalDetail } from '#decider/decider.js';
import { itemText } from '#platform/problems/detail.js';
import { API_PROBLEMS } from './catalogue.js';

/** The text a problem has over HTTP, in English, where there is nobody to ask for a language: in a dead letter. */
export function explained({ code, params }: Pick<RefusalDetail, 'code' | 'params'>): string {
  return itemText({ at: '', code, ...(params !== undefined && { params }) }, API_PROBLEMS, 'en');
}
