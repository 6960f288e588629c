import { expect, test } from 'vitest'
import { NO_FILTER } from '../../state/view.ts'
import { findView, parseViews, viewHash } from './saved-views.ts'
import { nameOf } from './view-name.ts'

const filter = { ...NO_FILTER, state: 'failed', label: 'team=pay', group: 'repository' }

test('views are read as far as they can be', () => {
  expect(parseViews(null)).toEqual([])
  expect(parseViews('not json')).toEqual([])
  expect(parseViews(JSON.stringify([{ name: 'Mine', filter }, { name: '', filter }, { name: 'x' }, null, { name: 'y', filter: { state: 5 } }]))).toEqual([{ name: 'Mine', filter }])
  // A later version knows more to filter by; what it wrote shows what can be shown.
  expect(parseViews(JSON.stringify([{ name: 'New', filter: { state: 'failed', model: 'x' } }]))).toEqual([{ name: 'New', filter: { ...NO_FILTER, state: 'failed' } }])
})

test('a view is an address, and found again by what it shows', () => {
  const views = [{ name: 'Mine', filter }]
  expect(viewHash(views[0]!)).toBe('#/jobs?state=failed&label=team%3Dpay&group=repository')
  expect(findView(views, { ...filter })?.name).toBe('Mine')
  expect(findView(views, { ...filter, text: 'x' })).toBeUndefined()
})

test('a name is offered from what is asked for', () => {
  expect(nameOf({ ...filter, repository: '/code/api', text: ' pay ' })).toBe('Failed, api, team=pay, ‘pay’')
})
