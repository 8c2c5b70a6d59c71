import { afterEach, beforeEach } from '@jest/globals';
import { Office } from './office.js';

/** A fresh office for each test. To be called where tests are described. */
export function openOffice(): () => Office {
  let office: Office | undefined;
  beforeEach(async () => {
    office = await Office.open();
  });
  afterEach(() => office?.close());
  return () => {
    if (office === undefined) throw new Error('the office opens before each test');
    return office;
  };
}
