/** Every condition that the launcher of the embedded PostgreSQL can raise. Alphabetical. */
export const conditions = {
  EMBEDDED_POSTGRES_INVALID_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of the embedded PostgreSQL cannot be used: <reason>. What to do: <hint>.',
  },
  EMBEDDED_POSTGRES_START_FAILED: {
    sqlState: '58000',
    template: '<reason>. What to do: <hint>.',
  },
  EMBEDDED_POSTGRES_UNAVAILABLE: {
    sqlState: '0A000',
    template: 'The embedded PostgreSQL cannot run here: <reason>. What to do: <hint>.',
  },
} as const
