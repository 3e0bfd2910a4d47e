import type { Experiment } from '../experiment.ts'
import { brokerDies } from './broker-dies.ts'
import { capacity } from './capacity.ts'
import { clockSkew } from './clock-skew.ts'
import { cutOff } from './cut-off.ts'
import { duplicateStorm } from './duplicate-storm.ts'
import { eightFallacies } from './eight-fallacies.ts'
import { everything } from './everything.ts'
import { fanOut } from './fan-out.ts'
import { fullDisk } from './full-disk.ts'
import { gossip } from './gossip.ts'
import { ids } from './ids.ts'
import { killNine } from './kill-nine.ts'
import { knee } from './knee.ts'
import { leaderDies } from './leader-dies.ts'
import { oneCheckinTravels } from './one-checkin-travels.ts'
import { oneOrMany } from './one-or-many.ts'
import { partitionPrimary } from './partition-primary.ts'
import { poisonMessage } from './poison-message.ts'
import { powerCut } from './power-cut.ts'
import { raftLeader } from './raft-leader.ts'
import { rebalance } from './rebalance.ts'
import { replay } from './replay.ts'
import { replicaLag } from './replica-lag.ts'
import { slowConsumer } from './slow-consumer.ts'
import { slowPeer } from './slow-peer.ts'
import { switchover } from './switchover.ts'
import { syncOrAsync } from './sync-or-async.ts'
import { twoModels } from './two-models.ts'

/** Everything that there is to see, in the order of the course. */
export const experiments: readonly Experiment[] = [
  oneCheckinTravels,
  eightFallacies,
  leaderDies,
  switchover,
  partitionPrimary,
  gossip,
  raftLeader,
  cutOff,
  brokerDies,
  syncOrAsync,
  replicaLag,
  rebalance,
  powerCut,
  killNine,
  slowPeer,
  clockSkew,
  everything,
  fullDisk,
  slowConsumer,
  poisonMessage,
  replay,
  duplicateStorm,
  knee,
  twoModels,
  fanOut,
  ids,
  oneOrMany,
  capacity,
]
