/** What somebody does when they come. */
export type Wish =
  | 'home'
  | 'public'
  | 'profile'
  | 'thread'
  | 'look'
  | 'relation'
  | 'notifications'
  | 'post'
  | 'reply'
  | 'check in'
  | 'like'
  | 'unlike'
  | 'boost'
  | 'unboost'
  | 'follow'
  | 'unfollow'
  | 'delete'
  | 'block'
  | 'unblock'

export type Mix = readonly (readonly [Wish, number])[]

/**
 * In a thousand: nine of ten read, most of them their home, and of those who write most react. Social networks are read
 * far more than written: Facebook's TAO serves 500 reads for each write of its graph, caches included (Bronson and others,
 * 2013); an app that opens reads home, notifications and a few threads for each act. Writes are more here, so that
 * checkers have something to look at.
 */
export const productionLike: Mix = [
  ['home', 420],
  ['public', 100],
  ['profile', 90],
  ['thread', 100],
  ['look', 70],
  ['relation', 20],
  ['notifications', 90],
  ['post', 24],
  ['reply', 14],
  ['check in', 10],
  ['like', 30],
  ['unlike', 3],
  ['boost', 10],
  ['unboost', 2],
  ['follow', 8],
  ['unfollow', 2],
  ['delete', 4],
  ['block', 2],
  ['unblock', 1],
]
