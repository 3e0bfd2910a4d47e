import { getList, type List } from '../api/lists.ts'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { LatestPlaces } from '../parts/latest-places.tsx'
import { ListMembers } from '../parts/lists/list-members.tsx'
import { ListSettings } from '../parts/lists/list-settings.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PostList } from '../parts/post-list.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { feedOf, timelineSource } from '../state/feeds.ts'
import { here } from '../state/router.ts'
import { words } from '../words.ts'

/** What the members of a list write; with `?edit`, who they are and how the list behaves. */
export function ListPage({ id }: { readonly id: string }) {
  const isEditing = here.value.query.has('edit')
  // After the settings were changed the title is another.
  const found = useLoad((signal) => getList(id, signal), [isEditing])
  if (found.kind === 'failed') {
    return (
      <Frame>
        <Missing failure={found} />
      </Frame>
    )
  }
  if (found.kind === 'loading') {
    return (
      <Frame>
        <Skeletons />
      </Frame>
    )
  }
  return isEditing ? <Edit list={found.value} /> : <Timeline list={found.value} />
}

function Timeline({ list }: { readonly list: List }) {
  const feed = feedOf(`list:${list.id}`, () =>
    timelineSource(`/api/v1/timelines/list/${list.id}`, { stream: 'list', list: list.id }),
  )
  const lead = list.exclusive ? words.lists.isExclusive : words.lists.lead
  return (
    <Frame aside={<LatestPlaces feed={feed} />}>
      <PageHead title={list.title} lead={lead} back>
        <a
          class="icon-button"
          href={`/lists/${list.id}?edit`}
          aria-label={words.lists.edit}
          title={words.lists.edit}
        >
          <Icon name="settings" />
        </a>
      </PageHead>
      <PostList
        feed={feed}
        label={list.title}
        context="home"
        empty={
          <Empty title={words.lists.emptyTimeline} hint={words.lists.emptyTimelineHint}>
            <a class="button button-primary" href={`/lists/${list.id}?edit`}>
              {words.lists.addPeople}
            </a>
          </Empty>
        }
      />
    </Frame>
  )
}

function Edit({ list }: { readonly list: List }) {
  return (
    <Frame>
      <PageHead title={words.lists.editing(list.title)} back>
        <a class="button button-small" href={`/lists/${list.id}`}>
          {words.lists.show}
        </a>
      </PageHead>
      <ListSettings list={list} />
      <ListMembers listId={list.id} />
    </Frame>
  )
}
