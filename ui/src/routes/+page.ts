// The console opens in Approvals: what waits for me comes first.
import { redirect } from '@sveltejs/kit';

export const load = () => redirect(307, '/approvals');
