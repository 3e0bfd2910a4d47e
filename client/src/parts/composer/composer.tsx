import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Post } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { makeKey, type NewPoll, type ScheduledPost } from '../../api/posts.ts'
import type { Task } from '../../state/composer.ts'
import { keep, readKept } from '../../state/kept.ts'
import { instance, me } from '../../state/session.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Avatar } from '../avatar.tsx'
import { Content } from '../content.tsx'
import { Icon } from '../icon.tsx'
import { QuotedPost } from '../quote-card.tsx'
import { Time } from '../time.tsx'
import { AttachmentTray } from './attachment-tray.tsx'
import { countCharacters } from './count-characters.ts'
import { announce, type Draft, send, startOf } from './draft.ts'
import { EmojiPicker } from './emoji-picker.tsx'
import { listLanguages } from './languages.ts'
import { emptyPoll, isComplete, PollFields } from './poll-fields.tsx'
import { soonest, TimeField } from './time-field.tsx'
import { useAttachments } from './use-attachments.ts'
import { VisibilityPicker } from './visibility-picker.tsx'

const HOUR = 3_600_000

interface ComposerProps {
  readonly task: Task
  readonly onDone: (post: Post | ScheduledPost) => void
  readonly autoFocus?: boolean
}

/** Writes a new post, a reply or an edit. A draft of a new post or reply survives closing the page. */
export function Composer({ task, onDone, autoFocus = true }: ComposerProps) {
  const draftName = draftNameOf(task)
  const [draft, setDraft] = useState<Draft>(() => ({
    ...startOf(task),
    ...(draftName ? readKept<Partial<Draft>>(draftName, {}) : {}),
  }))
  const [sensitive, setSensitive] = useState(task.kind === 'edit' && task.post.sensitive)
  const [poll, setPoll] = useState<NewPoll | null>(null)
  const [busy, setBusy] = useState(false)
  const [at, setAt] = useState<number | null>(null)
  const [isPicking, setPicking] = useState(false)
  const attachments = useAttachments(task.kind === 'edit' ? task.post.media_attachments : [])
  const idempotencyKey = useRef(makeKey())
  const text = useRef<HTMLTextAreaElement>(null)
  const textId = useId()
  const limit = instance.value?.configuration?.statuses?.max_characters ?? 500
  const left = limit - countCharacters(draft.text + (draft.warning ?? ''))
  const ready =
    !busy &&
    !attachments.isSending &&
    left >= 0 &&
    (draft.text.trim() !== '' || attachments.list.length > 0) &&
    (poll === null || (isComplete(poll) && draft.text.trim() !== ''))

  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  useEffect(() => {
    const field = text.current
    if (!autoFocus || !field) return
    field.focus()
    field.setSelectionRange(field.value.length, field.value.length)
  }, [])
  useEffect(() => {
    if (draftName) keep(draftName, draft.text.trim() && draft.text !== startOf(task).text ? draft : null)
  }, [draft])

  /** Puts a word where the cursor stands. */
  const insert = (word: string) => {
    const field = text.current
    if (!field) return
    const before = field.value.slice(0, field.selectionStart)
    const start = before === '' || /\s$/.test(before) ? before : `${before} `
    const written = `${start}${word} `
    change({ text: written + field.value.slice(field.selectionEnd) })
    requestAnimationFrame(() => field.setSelectionRange(written.length, written.length))
  }

  const submit = async () => {
    if (!ready) return
    setBusy(true)
    try {
      const post = await send(
        task,
        { ...draft, sensitive, poll, at },
        await attachments.settle(),
        idempotencyKey.current,
      )
      if (draftName) keep(draftName, null)
      announce(task, post)
      onDone(post)
    } catch (error) {
      tellFailure(describeError(error))
      setBusy(false)
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
      }}
      onPaste={(event) =>
        event.clipboardData &&
        event.clipboardData.files.length > 0 &&
        attachments.add(event.clipboardData.files)
      }
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        attachments.add(event.dataTransfer?.files ?? [])
      }}
    >
      {task.kind === 'reply' && <ReplyTarget post={task.to} />}
      {draft.warning !== null && (
        <input
          class="input"
          aria-label={words.compose.warning}
          placeholder={words.compose.warningPlaceholder}
          value={draft.warning}
          onInput={(event) => change({ warning: event.currentTarget.value })}
        />
      )}
      <div class="composer-row">
        {me.value && <Avatar account={me.value} />}
        <label class="visually-hidden" for={textId}>
          {words.compose.text}
        </label>
        <textarea
          ref={text}
          id={textId}
          class="composer-text"
          rows={5}
          lang={draft.language}
          dir="auto"
          placeholder={task.kind === 'reply' ? words.compose.replyPlaceholder : words.compose.placeholder}
          value={draft.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </div>
      {isPicking && <EmojiPicker onPick={insert} />}
      {task.kind === 'quote' && <QuotedPost post={task.of} />}
      <AttachmentTray attachments={attachments} />
      {poll && (
        <PollFields
          poll={poll}
          maxOptions={instance.value?.configuration?.polls?.max_options ?? 4}
          onChange={setPoll}
        />
      )}
      {attachments.list.length > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={sensitive}
            onChange={(event) => setSensitive(event.currentTarget.checked)}
          />
          <span>{words.compose.sensitive}</span>
        </label>
      )}
      {at !== null && <TimeField label={words.schedule.when} value={at} onChange={setAt} />}
      {task.kind !== 'edit' && (
        <VisibilityPicker
          label={words.compose.who}
          value={draft.visibility}
          onChange={(visibility) => change({ visibility })}
        />
      )}
      <div class="composer-bar">
        <label class="icon-button" title={words.compose.addMedia}>
          <Icon name="image" />
          <span class="visually-hidden">{words.compose.addMedia}</span>
          <input
            class="visually-hidden"
            type="file"
            accept="image/*,video/*"
            multiple
            onChange={(event) => {
              attachments.add(event.currentTarget.files ?? [])
              event.currentTarget.value = ''
            }}
          />
        </label>
        {task.kind !== 'edit' && attachments.list.length === 0 && (
          <button
            type="button"
            class="icon-button"
            aria-pressed={poll !== null}
            aria-label={poll ? words.poll.remove : words.poll.add}
            title={poll ? words.poll.remove : words.poll.add}
            onClick={() => setPoll(poll ? null : emptyPoll)}
          >
            <Icon name="check" />
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-pressed={draft.warning !== null}
          aria-label={words.compose.addWarning}
          title={words.compose.addWarning}
          onClick={() => change({ warning: draft.warning === null ? '' : null })}
        >
          <Icon name="warning" />
        </button>
        {task.kind !== 'edit' && (
          <button
            type="button"
            class="icon-button"
            aria-pressed={at !== null}
            aria-label={words.schedule.later}
            title={words.schedule.later}
            onClick={() => setAt(at === null ? soonest() + HOUR : null)}
          >
            <Icon name="history" />
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-expanded={isPicking}
          aria-label={words.emoji.title}
          title={words.emoji.title}
          onClick={() => setPicking(!isPicking)}
        >
          <Icon name="smile" />
        </button>
        <select
          class="language"
          aria-label={words.compose.language}
          value={draft.language}
          onChange={(event) => change({ language: event.currentTarget.value })}
        >
          {listLanguages().map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
        <span class={`counter ${left < 0 ? 'over' : ''}`} title={words.compose.left(left)}>
          <span class="visually-hidden">{words.compose.left(left)}</span>
          <span aria-hidden="true">{left}</span>
        </span>
        <button type="submit" class="button button-primary" disabled={!ready} title={words.compose.hint}>
          {busy ? words.compose.publishing : sayOf(task, at)}
        </button>
      </div>
    </form>
  )
}

function sayOf(task: Task, at: number | null): string {
  if (task.kind === 'edit') return words.save
  return at === null ? words.compose.publish : words.schedule.submit
}

function draftNameOf(task: Task): string | null {
  switch (task.kind) {
    case 'edit':
      return null
    case 'reply':
      return `draft:${task.to.id}`
    case 'quote':
      return `draft:quote:${task.of.id}`
    case 'new':
      return 'draft:new'
  }
}

function ReplyTarget({ post }: { readonly post: Post }) {
  return (
    <div class="reply-target">
      <Avatar account={post.account} size={30} />
      <div>
        <p class="hint">
          @{post.account.acct} · <Time at={post.created_at} />
        </p>
        <Content html={post.content} emojis={post.emojis} />
      </div>
    </div>
  )
}
