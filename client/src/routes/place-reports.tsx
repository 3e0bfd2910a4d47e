import { useState } from 'preact/hooks'
import { describeError } from '../api/http.ts'
import { listPlaceReports, mergePlace, type PlaceReport, resolvePlaceReport } from '../api/places.ts'
import { Frame } from '../parts/frame.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { useLoad } from '../parts/use-load.ts'
import { placePath } from '../state/match-route.ts'
import { tell, tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** What people say is wrong with places, for those who moderate: the oldest first. */
export function PlaceReportsPage() {
  const loaded = useLoad(listPlaceReports, [])
  return (
    <Frame>
      <PageHead title={words.placeLife.reports.title} lead={words.placeLife.reports.lead} back />
      {loaded.kind === 'loading' && <Skeletons count={2} />}
      {loaded.kind === 'failed' && loaded.status !== 403 && <Missing failure={loaded} />}
      {loaded.kind === 'failed' && loaded.status === 403 && (
        <Empty title={words.placeLife.reports.forbidden} hint={words.placeLife.reports.signInAgain} />
      )}
      {loaded.kind === 'ready' && <Reports initial={loaded.value} />}
    </Frame>
  )
}

function Reports({ initial }: { readonly initial: readonly PlaceReport[] }) {
  const [list, setList] = useState(initial)
  const act = async (report: PlaceReport, work: () => Promise<unknown>) => {
    try {
      await work()
      await resolvePlaceReport(report.id)
      setList((now) => now.filter((one) => one.id !== report.id))
      tell(words.placeLife.reports.resolved)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  if (list.length === 0)
    return <Empty title={words.placeLife.reports.empty} hint={words.placeLife.reports.emptyHint} />
  return (
    <ul class="place-reports">
      {list.map((report) => (
        <Report key={report.id} report={report} act={(work) => void act(report, work)} />
      ))}
    </ul>
  )
}

interface ReportProps {
  readonly report: PlaceReport
  readonly act: (work: () => Promise<unknown>) => void
}

function Report({ report, act }: ReportProps) {
  const { place, duplicate_of: other } = report
  const [sure, setSure] = useState(false)
  return (
    <li class="card panel">
      <p>
        <strong>{words.placeLife.kinds[report.kind]}</strong>{' '}
        {place ? <a href={placePath(place)}>{place.name}</a> : words.journal.unknown}{' '}
        <Time at={report.created_at} />
      </p>
      {report.comment && <p>{report.comment}</p>}
      {other && (
        <p>
          <a href={`/places/${other}`}>{words.placeLife.reports.openOther}</a>
        </p>
      )}
      <div class="place-page-actions">
        {place && other && !sure && (
          <button type="button" class="button button-small" onClick={() => setSure(true)}>
            {words.placeLife.merge.title}
          </button>
        )}
        {place && other && sure && (
          <button
            type="button"
            class="button button-small button-danger"
            onClick={() => act(() => mergePlace(place.id, other))}
          >
            {words.placeLife.merge.submit}
          </button>
        )}
        <button type="button" class="button button-small" onClick={() => act(async () => undefined)}>
          {words.placeLife.reports.resolve}
        </button>
      </div>
    </li>
  )
}
