import { expect, test } from 'vitest';
import { fileName } from './download';

test('a file is called as its workflow, without what a folder could stumble over', () => {
  expect(fileName('Change management')).toBe('change-management');
  expect(fileName('../../Überprüfung: 2')).toBe('überprüfung-2');
  expect(fileName('***')).toBe('workflow');
});
