interface FreshPillProps {
  readonly count: number
  readonly text: (count: number) => string
  readonly onShow: () => void
}

/** "3 new posts": shows them, and goes to the top. */
export function FreshPill({ count, text, onShow }: FreshPillProps) {
  return (
    <div class="fresh" role="status">
      {count > 0 && (
        <button
          type="button"
          class="button button-primary button-small"
          onClick={() => {
            onShow()
            scrollTo({ top: 0, behavior: 'smooth' })
          }}
        >
          {text(count)}
        </button>
      )}
    </div>
  )
}
