/** The number of an operation. A post is known by the number of the operation that made it, on every server. */
export type OperationId = number

/** Somebody of the lab, wherever they are seen: `ada@one`, where `one` is the lab's name of a server. */
export type Name = `${string}@${string}`

/** What a client asks for. `post` stands for the operation that made the post. */
export type Act = Write | Read

export type Write =
  | {
      readonly kind: 'post'
      readonly visibility: 'public' | 'unlisted' | 'private'
      readonly replyTo?: OperationId
      /** The id of a place: then it is a check-in. */
      readonly place?: string
    }
  | { readonly kind: 'delete'; readonly post: OperationId }
  | { readonly kind: 'like' | 'unlike' | 'boost' | 'unboost'; readonly post: OperationId }
  | { readonly kind: 'follow' | 'unfollow' | 'block' | 'unblock'; readonly whom: Name }

export type Read =
  | { readonly kind: 'list'; readonly list: 'home' | 'public' | 'local'; readonly limit: number }
  | { readonly kind: 'list'; readonly list: 'posts of'; readonly whom: Name; readonly limit: number }
  /** What stands below a post, as far as the server shows it. */
  | { readonly kind: 'thread'; readonly post: OperationId }
  | { readonly kind: 'look'; readonly post: OperationId }
  | { readonly kind: 'relation'; readonly whom: Name }
  | { readonly kind: 'notifications'; readonly limit: number }
  /** A stream told of a post; completed when it was heard. */
  | { readonly kind: 'hear'; readonly stream: string }

/** `unknown`: no answer, or one that does not say whether it was done. It may happen at any later time, or never. */
export type Outcome = 'ok' | 'fail' | 'unknown'

/** One post in an answer. Short, because a soak keeps millions. */
export interface Entry {
  /** On the server that was asked. */
  readonly id: string
  /** The post, or what is boosted; null: not of this history. */
  readonly op: OperationId | null
  /** Who boosted, or whose it is when it is not of this history. */
  readonly by?: Name
  readonly isBoost?: true
  /** The id, on the server that was asked, of what it answers. */
  readonly answers?: string
  /** Likes, boosts, replies. */
  readonly counts?: readonly [number, number, number]
  /** What the reader did with it: liked, boosted. */
  readonly own?: readonly [boolean, boolean]
  readonly place?: string
}

export interface Relation {
  readonly following: boolean
  readonly requested: boolean
  readonly blocking: boolean
}

/** What an operation was answered, by its kind. */
export interface Result {
  /** `post`: its id on the server that was asked. */
  readonly id?: string
  /** `list`, `thread`, `look` (none or one), `hear`: in the order of the answer. */
  readonly entries?: readonly Entry[]
  /** `list`: the answer names a next page. A page may be short where hiding has thinned it out. */
  readonly hasMore?: true
  /** `follow`, `unfollow`, `block`, `unblock`, `relation`. */
  readonly relation?: Relation
}

/** One operation of one client, from the first attempt to the last. Times are milliseconds of one clock. */
export interface Operation {
  readonly id: OperationId
  /** The client that asked: it asks one thing at a time, unless it is a crowd. */
  readonly process: string
  /** Within a session the guarantees of a session hold: one person at one door, or at all doors that promise it. */
  readonly session: string
  readonly who: Name
  readonly server: string
  readonly act: Act
  readonly invokedAt: number
  /** Infinity while nothing is known. */
  readonly completedAt: number
  readonly outcome: Outcome
  readonly result?: Result
  /** Why not, for people. */
  readonly because?: string
}

/** What one person sees after everything has come to rest, read page by page. */
export interface FinalAccount {
  readonly who: Name
  readonly server: string
  /** Their posts and boosts. */
  readonly statuses: readonly Entry[]
  readonly home: readonly Entry[]
  readonly likes: readonly Entry[]
  readonly following: readonly Name[]
  readonly followers: readonly Name[]
  readonly blocking: readonly Name[]
  readonly counts: { readonly statuses: number; readonly followers: number; readonly following: number }
}

/** One post after everything has come to rest, as its author sees it on the server where it was made. */
export interface FinalPost {
  readonly op: OperationId
  readonly server: string
  readonly likes: number
  readonly boosts: number
  readonly replies: number
  readonly likedBy: readonly Name[]
  readonly boostedBy: readonly Name[]
  readonly below: readonly Entry[]
}

/** A whole run: what was asked, and what was there in the end. */
export interface History {
  /** Marks the posts of this run among those of others. */
  readonly run: string
  readonly operations: readonly Operation[]
  readonly accounts: readonly FinalAccount[]
  readonly posts: readonly FinalPost[]
}
