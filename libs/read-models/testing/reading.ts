import type { EventStore } from '#event-store/port.js';

/** A house whose log, once it has been read to its end for the first time, sees something happen. */
export function afterReading<House extends { readonly store: EventStore }>(
  house: House,
  happens: () => Promise<unknown>,
): House {
  let first = true;
  const readAll: EventStore['readAll'] = async function* (options) {
    yield* house.store.readAll(options);
    if (!first) return;
    first = false;
    await happens();
  };
  const store = Object.assign(Object.create(house.store) as EventStore, { readAll }); // the rest as it is
  return { ...house, store };
}
