import type { Experiment } from '../experiment.ts'
import { eightFallacies } from './eight-fallacies.ts'
import { killNine } from './kill-nine.ts'
import { oneCheckinTravels } from './one-checkin-travels.ts'

/** Everything that there is to see, in the order of the course. */
export const experiments: readonly Experiment[] = [oneCheckinTravels, eightFallacies, killNine]
