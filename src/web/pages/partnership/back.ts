export const BACK = { href: '/partnership', text: 'Back to the partnership' }
