export { type Door, type DoorOptions, openDoor } from './ask.ts'
export { type Actor, type Clients, createClients, type Done } from './client.ts'
export type {
  Act,
  Entry,
  FinalAccount,
  FinalPost,
  History,
  Name,
  Operation,
  OperationId,
  Relation,
  Result,
} from './operation.ts'
export { type Person, type ServerDoors, signUp } from './people.ts'
export { type FinalReading, readAllFinal } from './read-all-final.ts'
export { readHistory } from './read-history.ts'
export { createRecorder, type Recorder } from './recorder.ts'
