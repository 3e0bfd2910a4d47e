import { expect, it } from 'vitest'
import { type Consumer, checkEventWiring, defineEvent, on } from './index.ts'

const liked = defineEvent<object>('post.liked')
const edited = defineEvent<object>('post.edited')

const consumer = (name: string, ...events: (typeof liked)[]): Consumer => ({
  name,
  reactions: events.map((event) => on(event, async () => {})),
})

it('finds nothing wrong when every event has its consumers', () => {
  const consumers = [consumer('one', liked, edited), consumer('two', liked)]
  expect(checkEventWiring([liked, edited], consumers)).toEqual([])
})

it.each([
  [
    'an event without a handler',
    [liked, edited],
    [consumer('one', liked)],
    'Event post.edited has no handler.',
  ],
  [
    'a handler of an event that nobody announces',
    [liked],
    [consumer('one', liked, edited)],
    'Nothing announces event post.edited.',
  ],
  [
    'an event that is defined twice',
    [liked, liked],
    [consumer('one', liked)],
    'Event post.liked is defined twice.',
  ],
  [
    'a consumer that handles an event twice',
    [liked],
    [consumer('one', liked, liked)],
    'Consumer one handles event post.liked twice.',
  ],
  [
    'two consumers of one name',
    [liked],
    [consumer('one', liked), consumer('one', liked)],
    'Consumer one is defined twice.',
  ],
])('names %s', (_fault, events, consumers, sentence) => {
  expect(checkEventWiring(events, consumers)).toEqual([sentence])
})
