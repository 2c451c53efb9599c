import { expect, test } from 'vitest';
import { calls } from './curl';

test('the calls name the door and the project, and never the token itself', () => {
  const { me, open } = calls('http://127.0.0.1:7610', 'PAY');
  expect(me).toBe('curl http://127.0.0.1:7610/v1/me \\\n  -H "Authorization: Bearer $OWB_TOKEN"');
  expect(open).toContain(`-d '{"project":"PAY","title":"Hello from a bot"}'`);
  expect(open).toContain('$OWB_TOKEN');
});
