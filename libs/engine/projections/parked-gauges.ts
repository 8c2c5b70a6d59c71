import type { Registry } from 'prom-client';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import type { ParkedKeys } from './parked-keys.js';

/**
 * What waits for an operator, on `/metrics`, for each place that parks keys.
 * @param of as `readGauges` has it
 */
export function parkedGauges(
  registry: Registry,
  stage: 'projector' | 'process_manager',
  of: string,
  places: readonly { readonly name: string; readonly parked: Pick<ParkedKeys, 'deadLetters'> }[],
): void {
  const [keys, unknown] = [`hawiya_${stage}_parked_keys`, `hawiya_${stage}_parked_unknown_keys`];
  const gauges = {
    [keys]: { help: 'Keys that wait for an operator', labels: ['model'] },
    [unknown]: {
      help: 'Of these, keys whose event is sealed with a key that the key store never had',
      labels: ['model'],
    },
  };
  readGauges(registry, of, gauges, async (set) => {
    for (const { name: model, parked } of places) {
      const letters = await parked.deadLetters();
      set(keys, letters.parked, { model });
      set(unknown, letters.unknownKey, { model });
    }
  });
}
