-- Along which way the relations of a domain carry a failure. The domains of the seeded model get theirs here; for all
-- others it is unknown until somebody says so.

ALTER TABLE domain ADD COLUMN impact text NOT NULL DEFAULT 'unknown';
ALTER TABLE domain ADD CONSTRAINT domain_impact_check
  CHECK (impact IN ('directed', 'inverted', 'both', 'none', 'unknown'));

UPDATE domain SET impact = 'directed' WHERE name IN (
  'BuildingFloors', 'FloorRooms', 'RoomWorkspaces', 'RoomItems', 'WorkspaceItems',
  'ComputerMonitors', 'NetworkDeviceItems', 'SupplierContracts', 'ContractItems',
  'ContractLicences', 'LicenceSoftware', 'LicenceItems');
UPDATE domain SET impact = 'inverted' WHERE name IN (
  'EmployeeWorkspaces', 'ComputerMemory', 'ComputerStorage', 'ComputerPrinters',
  'ComputerSoftware', 'ItemDependencies');
UPDATE domain SET impact = 'none' WHERE name IN (
  'SectorEmployees', 'SectorHead', 'SectorSectors', 'ItemResponsible', 'SupplierItems');

-- So that processes which know the model read it again.
UPDATE model_revision SET revision = nextval('model_revision_number');
