import { ParkedKeys } from '../parked-keys.js';
import { Progress } from '../progress.js';
import type { Projected } from '../projected.js';
import type { ProjectorDependencies } from '../projector.js';
import { Refolded } from './refolded.js';
import { RebuildState } from './rebuild-state.js';

/** What a rebuild of one model stands on: everything it keeps, and where. */
export interface RebuildDependencies<Doc extends object> {
  readonly projected: Projected<Doc>;
  readonly parts: ProjectorDependencies;
  readonly progress: Progress;
  readonly state: RebuildState;
  readonly parked: ParkedKeys;
  /** Keys the shadow collection could not go on with. */
  readonly shadowParked: ParkedKeys;
  readonly refolded: Refolded;
}

export function groundOf<Doc extends object>(
  projected: Projected<Doc>,
  parts: ProjectorDependencies,
): RebuildDependencies<Doc> {
  const { connection } = parts;
  const { name } = projected.projection;
  return {
    projected,
    parts,
    progress: new Progress(connection, name),
    state: new RebuildState(connection, name),
    parked: new ParkedKeys(connection, name),
    shadowParked: new ParkedKeys(connection, `${name}.rebuild`),
    refolded: new Refolded(connection, name),
  };
}
