import type { Instruction } from '../support/children/event-store-double.js';
import { type ChildServer, startChildServer } from './child-server.js';

/** The double of an EventStoreDB server in a process of its own, with a durable log. */
export const startEventStoreDouble = (): Promise<ChildServer> => startChildServer('event-store-double.js');

/** What goes wrong from now on, or now. */
export const tellDouble = (double: ChildServer, instruction: Instruction): void => double.tell(instruction);
