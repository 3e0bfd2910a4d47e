import { benchBacklog } from './backlog.ts'
import { benchDelivery } from './delivery.ts'
import { benchHome } from './home.ts'
import { benchImport } from './import.ts'
import { benchInbox } from './inbox.ts'
import { benchPlaces } from './places.ts'
import { benchPosts } from './posts.ts'
import { benchSearch } from './search.ts'
import { benchStreams } from './streams.ts'

const benches: Readonly<Record<string, () => Promise<void>>> = {
  posts: benchPosts,
  home: benchHome,
  inbox: benchInbox,
  delivery: benchDelivery,
  backlog: benchBacklog,
  search: benchSearch,
  streams: benchStreams,
  places: benchPlaces,
  import: benchImport,
}

const name = process.argv[2] ?? ''
const bench = benches[name]
if (bench) await bench()
else {
  process.stderr.write(`Which benchmark? npm run bench -- ${Object.keys(benches).join('|')}\n`)
  process.exitCode = 2
}
