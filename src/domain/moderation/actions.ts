import { deleteData } from './delete-data.ts'
import { liftAction } from './lift-action.ts'
import type { ActionNeeds } from './needs.ts'
import { reviewSignUp } from './review-sign-up.ts'
import { takeAction } from './take-action.ts'

/** What those who run this server do to accounts; the operator's commands need nothing else of the room. */
export interface Actions {
  takeAction: ReturnType<typeof takeAction>
  liftAction: ReturnType<typeof liftAction>
  reviewSignUp: ReturnType<typeof reviewSignUp>
  deleteData: ReturnType<typeof deleteData>
}

export function defineActions(needs: ActionNeeds): Actions {
  return {
    takeAction: takeAction(needs),
    liftAction: liftAction(needs),
    reviewSignUp: reviewSignUp(needs),
    deleteData: deleteData(needs),
  }
}
