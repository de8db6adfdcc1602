import type { ComponentChildren } from 'preact'

type ButtonProps = {
  children: ComponentChildren
  secondary?: boolean
  /** the form's own, unless it does something else */
  onClick?: () => void
  /** something is under way: another press does nothing */
  busy?: boolean
}

/** A button; its words say what it does. */
export const Button = ({ children, secondary = false, onClick, busy = false }: ButtonProps) => (
  <button
    type={onClick ? 'button' : 'submit'}
    class={`govuk-button ${secondary ? 'govuk-button--secondary' : ''}`}
    aria-disabled={busy || undefined}
    onClick={(event) => {
      if (busy) event.preventDefault()
      else onClick?.()
    }}
  >
    {children}
  </button>
)
