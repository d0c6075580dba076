import type { DemoCard, DemoRelation } from './demo-estate.ts';

const buildings: DemoCard[] = [
  building('DEMO-A', 'Head office', '12 Harbour Street', 'Novi Sad'),
  building('DEMO-B', 'Workshop and store', '3 Mill Lane', 'Sremski Karlovci'),
];

const floors: DemoCard[] = [
  floor('DEMO-A0', 'Ground floor', 0, 'DEMO-A'),
  floor('DEMO-A1', 'First floor', 1, 'DEMO-A'),
  floor('DEMO-B0', 'Ground floor', 0, 'DEMO-B'),
];

const rooms: DemoCard[] = [
  room('DEMO-A001', 'Reception', 'office', 'DEMO-A0'),
  room('DEMO-A002', 'Server room', 'server-room', 'DEMO-A0'),
  room('DEMO-A101', 'Accounting', 'office', 'DEMO-A1'),
  room('DEMO-A102', 'IT office', 'office', 'DEMO-A1'),
  room('DEMO-A103', 'Meeting room Danube', 'meeting-room', 'DEMO-A1'),
  room('DEMO-B001', 'Workshop', 'workshop', 'DEMO-B0'),
  room('DEMO-B002', 'Store', 'store-room', 'DEMO-B0'),
];

const workspaces: DemoCard[] = [
  workspace('DEMO-W01', 'Reception desk', 'DEMO-A001'),
  workspace('DEMO-W02', 'Accounting, by the window', 'DEMO-A101'),
  workspace('DEMO-W03', 'Accounting, by the door', 'DEMO-A101'),
  workspace('DEMO-W04', 'IT, left desk', 'DEMO-A102'),
  workspace('DEMO-W05', 'IT, right desk', 'DEMO-A102'),
  workspace('DEMO-W06', 'Workshop bench', 'DEMO-B001'),
];

const sectors: DemoCard[] = [
  sector('DEMO-MGT', 'Management', 'DEMO-E01'),
  sector('DEMO-FIN', 'Finance', 'DEMO-E02', 'DEMO-MGT'),
  sector('DEMO-IT', 'Information technology', 'DEMO-E04', 'DEMO-MGT'),
  sector('DEMO-OPS', 'Operations', 'DEMO-E06', 'DEMO-MGT'),
];

const employees: DemoCard[] = [
  employee('DEMO-E01', 'Jelena', 'Marković', 'Director', 'DEMO-MGT'),
  employee('DEMO-E02', 'Milan', 'Petrović', 'Head of finance', 'DEMO-FIN'),
  employee('DEMO-E03', 'Ivana', 'Kovač', 'Accountant', 'DEMO-FIN'),
  employee('DEMO-E04', 'Dušan', 'Ilić', 'Head of IT', 'DEMO-IT'),
  employee('DEMO-E05', 'Ana', 'Nađ', 'System administrator', 'DEMO-IT'),
  employee('DEMO-E06', 'Stevan', 'Jovanović', 'Head of operations', 'DEMO-OPS'),
  employee('DEMO-E07', 'Mira', 'Savić', 'Receptionist', 'DEMO-OPS'),
  employee('DEMO-E08', 'Petar', 'Horvat', 'Technician', 'DEMO-OPS'),
];

/** Several employees share a workspace, and one uses two. */
const uses: DemoRelation[] = [
  ['EmployeeWorkspaces', '@Employee DEMO-E07', '@Workspace DEMO-W01'],
  ['EmployeeWorkspaces', '@Employee DEMO-E02', '@Workspace DEMO-W02'],
  ['EmployeeWorkspaces', '@Employee DEMO-E03', '@Workspace DEMO-W03'],
  ['EmployeeWorkspaces', '@Employee DEMO-E04', '@Workspace DEMO-W04'],
  ['EmployeeWorkspaces', '@Employee DEMO-E05', '@Workspace DEMO-W05'],
  ['EmployeeWorkspaces', '@Employee DEMO-E06', '@Workspace DEMO-W06'],
  ['EmployeeWorkspaces', '@Employee DEMO-E08', '@Workspace DEMO-W06'],
  ['EmployeeWorkspaces', '@Employee DEMO-E08', '@Workspace DEMO-W01'],
];

/** Who works in the made-up company, and where. Heads belong to a sector, so sectors and employees name each other. */
export const demoOrganisation: { cards: DemoCard[]; relations: DemoRelation[] } = {
  cards: [...buildings, ...floors, ...rooms, ...workspaces, ...sectors, ...employees],
  relations: uses,
};

function building(Code: string, Description: string, Address: string, City: string): DemoCard {
  return { class: 'Building', attributes: { Code, Description, Address, City } };
}

function floor(Code: string, Description: string, Level: number, building: string): DemoCard {
  return { class: 'Floor', attributes: { Code, Description, Level, Building: `@Building ${building}` } };
}

function room(Code: string, Description: string, Kind: string, floor: string): DemoCard {
  return { class: 'Room', attributes: { Code, Description, Kind, Floor: `@Floor ${floor}` } };
}

function workspace(Code: string, Description: string, room: string): DemoCard {
  return { class: 'Workspace', attributes: { Code, Description, Room: `@Room ${room}` } };
}

function sector(Code: string, Description: string, head: string, superior?: string): DemoCard {
  const Superior = superior === undefined ? null : `@Sector ${superior}`;
  return { class: 'Sector', attributes: { Code, Description, Head: `@Employee ${head}`, Superior } };
}

function employee(
  Code: string,
  FirstName: string,
  LastName: string,
  JobTitle: string,
  sector: string,
): DemoCard {
  const Email = `${Code.toLowerCase()}@example.org`;
  const Description = `${FirstName} ${LastName}`;
  const Sector = `@Sector ${sector}`;
  return {
    class: 'Employee',
    attributes: { Code, Description, FirstName, LastName, JobTitle, Email, Sector },
  };
}
