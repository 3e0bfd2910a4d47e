import { useId, useRef, useState } from 'preact/hooks'
import { words } from '../../words.ts'
import { Dialog } from '../dialog.tsx'
import { Icon } from '../icon.tsx'
import type { Attachment, Attachments } from './use-attachments.ts'

/** The pictures of a post being written, each with its description and focal point. */
export function AttachmentTray({ attachments }: { readonly attachments: Attachments }) {
  const [open, setOpen] = useState<string | null>(null)
  const described = attachments.list.find((one) => one.key === open)
  if (attachments.list.length === 0) return null
  return (
    <ul class="tray">
      {attachments.list.map((one) => (
        <li key={one.key} class="tray-item">
          <Preview attachment={one} />
          {one.state.kind === 'sending' && (
            <span class="tray-progress" role="status">
              <progress max={1} value={one.state.share} aria-label={one.name} />
              {one.state.share < 1
                ? words.compose.uploading(Math.round(one.state.share * 100))
                : words.compose.working}
            </span>
          )}
          <button
            type="button"
            class="tray-remove"
            aria-label={words.compose.remove(one.name)}
            onClick={() => attachments.remove(one.key)}
          >
            <Icon name="close" size={16} />
          </button>
          <button
            type="button"
            class={`tray-describe ${one.description ? 'described' : ''}`}
            onClick={() => setOpen(one.key)}
          >
            {one.description ? <Icon name="check" size={15} /> : <Icon name="plus" size={15} />}
            {one.description ? words.compose.described : words.compose.describeShort}
          </button>
        </li>
      ))}
      {described && (
        <DescribeDialog attachment={described} attachments={attachments} onClose={() => setOpen(null)} />
      )}
    </ul>
  )
}

function Preview({ attachment }: { readonly attachment: Attachment }) {
  if (attachment.type === 'video')
    return <video src={attachment.preview} muted playsInline preload="metadata" />
  if (attachment.type === 'audio') return <span class="tray-name">{attachment.name}</span>
  return (
    <img
      src={attachment.preview}
      alt={attachment.description}
      style={{ objectPosition: positionOf(attachment.focus) }}
    />
  )
}

interface DescribeProps {
  readonly attachment: Attachment
  readonly attachments: Attachments
  readonly onClose: () => void
}

function DescribeDialog({ attachment, attachments, onClose }: DescribeProps) {
  const id = useId()
  return (
    <Dialog title={words.media.altTitle} onClose={onClose}>
      {attachment.type === 'image' && (
        <FocalPoint
          attachment={attachment}
          onChange={(focus) => attachments.change(attachment.key, { focus })}
        />
      )}
      <p class="field">
        <label for={id}>{words.compose.describe}</label>
        <textarea
          id={id}
          maxLength={1500}
          value={attachment.description}
          onInput={(event) => attachments.change(attachment.key, { description: event.currentTarget.value })}
        />
      </p>
      <div class="dialog-actions">
        <button type="button" class="button button-primary" onClick={onClose}>
          {words.save}
        </button>
      </div>
    </Dialog>
  )
}

interface FocalPointProps {
  readonly attachment: Attachment
  readonly onChange: (focus: { x: number; y: number }) => void
}

/** Chooses the spot that crops keep in view: x and y from -1 to 1, up and right positive, as the API wants it. */
function FocalPoint({ attachment, onChange }: FocalPointProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { x, y } = attachment.focus
  const clamp = (value: number) => Math.max(-1, Math.min(1, value))
  const fromPointer = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect()
    if (!box) return
    onChange({
      x: clamp(((event.clientX - box.left) / box.width) * 2 - 1),
      y: clamp(1 - ((event.clientY - box.top) / box.height) * 2),
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] }[
      event.key
    ]
    if (!step) return
    event.preventDefault()
    onChange({ x: clamp(x + (step[0] ?? 0)), y: clamp(y + (step[1] ?? 0)) })
  }
  return (
    <div>
      <div
        ref={frame}
        class="focal"
        role="slider"
        tabIndex={0}
        aria-label={words.compose.focal}
        aria-valuenow={Math.round(x * 100)}
        aria-valuemin={-100}
        aria-valuemax={100}
        aria-valuetext={`${Math.round(x * 100)}, ${Math.round(y * 100)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          fromPointer(event)
        }}
        onPointerMove={(event) => event.buttons > 0 && fromPointer(event)}
        onKeyDown={onKeyDown}
      >
        <img src={attachment.preview} alt="" draggable={false} />
        <span
          class="focal-mark"
          style={{ left: `${(x / 2 + 0.5) * 100}%`, top: `${(0.5 - y / 2) * 100}%` }}
        />
      </div>
      <p class="hint">{words.compose.focalHint}</p>
    </div>
  )
}

function positionOf(focus: { readonly x: number; readonly y: number }): string {
  return `${(focus.x / 2 + 0.5) * 100}% ${(0.5 - focus.y / 2) * 100}%`
}
