import { lazy } from 'preact-iso'
import type { Page } from './routes.ts'

const form = lazy(() => import('./pages/recipient-lists/list-form.tsx'))

/** The pages of the lists of recipients that mailboxes keep; the choice of recipients leads there. */
export const LIST_PAGES: readonly Page[] = [
  {
    path: '/recipient-lists',
    nav: null,
    component: lazy(() => import('./pages/recipient-lists/recipient-lists.tsx')),
  },
  { path: '/recipient-lists/new', nav: null, component: form },
  { path: '/recipient-lists/:id', nav: null, component: form },
  {
    path: '/recipient-lists/:id/remove',
    nav: null,
    component: lazy(() => import('./pages/recipient-lists/list-remove.tsx')),
  },
]
