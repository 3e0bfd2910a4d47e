import { useEffect, useState } from 'preact/hooks'
import type { Place, Post } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { type Fix, getPlace, type Point } from '../api/places.ts'
import type { Delay, ScheduledPost } from '../api/posts.ts'
import { CheckinForm } from '../parts/checkin/checkin-form.tsx'
import { ChoosePlace } from '../parts/checkin/choose-place.tsx'
import { NewPlaceForm } from '../parts/checkin/new-place-form.tsx'
import { readPhoto } from '../parts/checkin/read-photo.ts'
import { useAttachments } from '../parts/composer/use-attachments.ts'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { exactTime } from '../parts/relative-time.ts'
import { findFeed } from '../state/feeds.ts'
import { threadPath } from '../state/match-route.ts'
import { locate, position } from '../state/position.ts'
import { here, navigate } from '../state/router.ts'
import { tell, tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'create'; readonly name: string }
  | { readonly kind: 'tell'; readonly place: Place }

/** Check in: find the place, then say who sees what. */
export function CheckInPage() {
  const [step, setStep] = useState<Step>({ kind: 'choose' })
  const [point, setPoint] = useState<Point | null>(null)
  const [locating, setLocating] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [takenAt, setTakenAt] = useState<Date | null>(null)
  const attachments = useAttachments()
  const wantedId = here.value.query.get('place')
  const measured: Fix | null = position.value

  const findMe = () => {
    setLocating(true)
    setTrouble(null)
    locate()
      .then(() => setPoint(null))
      .catch((error: unknown) => setTrouble(describeError(error)))
      .finally(() => setLocating(false))
  }
  useEffect(() => {
    if (!wantedId) return findMe()
    getPlace(wantedId).then(
      (place) => setStep({ kind: 'tell', place }),
      (error: unknown) => tellFailure(describeError(error)),
    )
  }, [wantedId])

  const takePhotos = async (files: FileList, first: boolean) => {
    const photos = [...files]
    attachments.add(photos)
    if (!first || !photos[0]) return
    const photo = await readPhoto(photos[0])
    if (photo.point) setPoint(photo.point)
    setTakenAt(photo.takenAt)
    tell(photo.point ? words.checkin.photoFound : words.checkin.photoNone)
  }
  const done = (post: Post | ScheduledPost, delay: Delay | null) => {
    if ('scheduled_at' in post) {
      const said =
        delay === 'leave'
          ? words.checkin.untilLeft
          : words.checkin.later(exactTime(Date.parse(post.scheduled_at)))
      tell(said, { label: words.checkin.see, run: () => navigate('/scheduled') })
      return navigate('/home')
    }
    findFeed('home')?.prepend(post)
    tell(words.checkin.done(post.place?.name ?? ''), {
      label: words.compose.view,
      run: () => navigate(threadPath(post)),
    })
    navigate('/home')
  }
  return (
    <Frame wide>
      <PageHead title={step.kind === 'create' ? words.newPlace.title : words.checkin.title} back />
      {step.kind === 'choose' && (
        <ChoosePlace
          fix={point ?? measured}
          chosen={point !== null}
          locating={locating}
          trouble={trouble}
          onLocate={findMe}
          onPoint={setPoint}
          onChoose={(place) => setStep({ kind: 'tell', place })}
          onCreate={(name) => setStep({ kind: 'create', name })}
          onPhotos={(files) => void takePhotos(files, true)}
        />
      )}
      {step.kind === 'create' && (
        <NewPlaceForm
          name={step.name}
          start={point ?? measured}
          onCreated={(place) => setStep({ kind: 'tell', place })}
          onCancel={() => setStep({ kind: 'choose' })}
        />
      )}
      {step.kind === 'tell' && (
        <CheckinForm
          key={step.place.id}
          place={step.place}
          fix={measured}
          takenAt={takenAt}
          attachments={attachments}
          onPhotos={(files) => void takePhotos(files, false)}
          onChangePlace={() => setStep({ kind: 'choose' })}
          onDone={done}
          onQueued={() => {
            tell(words.checkin.queued)
            navigate('/home')
          }}
        />
      )}
    </Frame>
  )
}
