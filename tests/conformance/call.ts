import type { World } from './world.ts'

/** How an operation is called so that it does what it is for. */
export interface Call {
  /** Values for `{…}` in the path. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: object
  /** Another status than 200. */
  readonly status?: number
  /** Parameters that must be refused with 422. */
  readonly wrong?: readonly { readonly query?: string; readonly body?: object }[]
  /** What an unknown id in the path answers; default 404, `none`: there is no id that could be unknown. */
  readonly unknown?: 200 | 404 | 'none'
  /** The list has more than one page: `limit=1` must lead on. */
  readonly pages?: boolean
  /** The answer is a page or a stream: only status and type are looked at. */
  readonly type?: string
  /** A token of its own, instead of one of alice's. */
  readonly bearer?: string
  /** Not with a token: it has a client's secret or none at all. */
  readonly tokenless?: boolean
}

/** @param token the one that the call will be made with */
export type Prepare = (world: World, token: string) => Call | Promise<Call>
