// Names for the door's types, from the generated schema: no type of an answer is written by hand.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type SignedIn = Schemas['SignedIn'];
export type DemoPerson = Schemas['DemoPerson'];
export type WorkspaceCard = Schemas['WorkspaceCard'];
export type Overview = Schemas['Overview'];
export type Project = Schemas['ProjectView'];
export type Who = Schemas['Who'];
export type May = Schemas['May'];
export type Code = Schemas['Code'];

export type Inbox = Schemas['Inbox'];
export type RequestCard = Schemas['RequestCard'];
export type RequestView = Schemas['RequestView'];
export type Change = Schemas['ChangeView'];
export type Decision = Schemas['DecisionView'];
export type Decided = Schemas['Decided'];
export type Verdict = Schemas['Verdict'];
export type Voice = Schemas['VoiceView'];
export type Delegations = Schemas['Delegations'];
export type Delegation = Schemas['DelegationView'];
export type Reviews = Schemas['Reviews'];
export type ReviewCard = Schemas['ReviewCard'];
export type ReviewView = Schemas['ReviewView'];
export type Glass = Schemas['GlassView'];
export type Category = Schemas['Category'];
export type Finding = Schemas['Finding'];
export type Drafts = Schemas['Drafts'];
export type DraftCard = Schemas['DraftCard'];
export type DraftView = Schemas['DraftView'];
export type InFlight = Schemas['InFlight'];
export type VersionInFlight = Schemas['VersionInFlight'];
export type Migration = Schemas['MigrationView'];
export type BannerView = Schemas['Banner'];
export type Freezable = Schemas['Freezable'];
/** A rule or deed in words; what is strong is a name. */
export type Sentence = RequestView['rule'];

export type Board = Schemas['Board'];
export type Column = Schemas['Column'];
export type TicketCard = Schemas['TicketCard'];
export type Ticket = Schemas['TicketView'];
export type Field = Schemas['FieldView'];
export type Move = Schemas['MoveView'];
export type Moves = Schemas['Moves'];
export type MoveAnswer = Schemas['MoveAnswer'];
export type NewTicket = Schemas['NewTicket'];
export type EditTicket = Schemas['EditTicket'];
export type Waiting = Schemas['WaitingView'];
export type Comment = Schemas['CommentView'];

export type Entry = Schemas['EntryView'];
export type EntryDetail = Schemas['EntryDetail'];
export type EntryPage = Schemas['EntryPage'];
export type Outcome = Schemas['Outcome'];
export type Action = Schemas['Action'];

export type WorkflowList = Schemas['WorkflowList'];
export type WorkflowCard = Schemas['WorkflowCard'];
export type GalleryCard = Schemas['GalleryCard'];
export type Workflow = Schemas['WorkflowView'];
export type Seat = Schemas['SeatView'];
export type Checked = Schemas['Checked'];
export type Here = Schemas['Here'];
export type Difference = Schemas['Difference'];
export type Canvas = Schemas['Canvas'];
export type CanvasState = Schemas['CanvasState'];
export type CanvasEdge = Schemas['CanvasEdge'];
export type CanvasTransition = Schemas['CanvasTransition'];
export type TransitionParts = Schemas['TransitionParts'];
export type GateParts = Schemas['GateParts'];
export type Edit = Schemas['Edit'];
export type ImportedFile = Schemas['ImportedFile'];
export type ExportTarget = Schemas['ExportTarget'];
export type Act = Schemas['Act'];
export type Cast = Schemas['Cast'];
export type Scenario = Schemas['Scenario'];
export type ScenarioRun = Schemas['ScenarioView'];
export type Rehearsal = Schemas['Rehearsal'];
export type RehearsalView = Schemas['RehearsalView'];

export type Access = Schemas['Access'];
export type Person = Schemas['PersonView'];
export type Bot = Schemas['BotView'];
export type Token = Schemas['TokenView'];
export type Role = Schemas['RoleView'];
export type Invitation = Schemas['InvitationView'];
export type Weigh = Schemas['Weigh'];
export type Cost = Schemas['Cost'];
export type Issued = Schemas['Issued'];
export type Invited = Schemas['Invited'];

export type Integrity = Schemas['Integrity'];
export type Standing = Schemas['Standing'];
export type Proof = Schemas['Proof'];
export type CheckRunning = Schemas['CheckRunning'];
export type FullCheck = Schemas['FullCheck'];
export type Holding = Schemas['Holding'];
export type SigningKey = Schemas['SigningKey'];
export type LogKey = Schemas['LogKey'];
export type Epoch = Schemas['EpochView'];
