/** Every address of an event stream, and the stream that it is. */
export const eventStreams: Readonly<Record<string, string>> = {
  '/api/v1/streaming/user': 'user',
  '/api/v1/streaming/user/notification': 'user:notification',
  '/api/v1/streaming/public': 'public',
  '/api/v1/streaming/public/local': 'public:local',
  '/api/v1/streaming/public/remote': 'public:remote',
  '/api/v1/streaming/hashtag': 'hashtag',
  '/api/v1/streaming/hashtag/local': 'hashtag:local',
  '/api/v1/streaming/list': 'list',
  '/api/v1/streaming/direct': 'direct',
}
