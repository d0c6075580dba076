/**
 * What happens to machines, as people would tell it. `A` and `B` are machines (things one can touch, or lines of one
 * hypervisor's list); a report is of the machine that stands before it, whatever it says of itself. After `→` stands what
 * identification should make of a report where that is not plain: `review` is for what nobody could tell without going
 * there. Reports without it are of a machine heard before, or of a new one, as the story has it.
 */
export const SCENARIOS = `
# renames | branded partial whitebox virtual
A machine is renamed; its agent says its former DEVICEID
0 A reports
1 A reports
2 A is renamed
2.1 A reports
3 A reports
4 A reports
6 A reports

# renames | branded
A machine is renamed by a reinstallation that knows nothing of before
0 A reports
3 A is renamed
3.1 A is reinstalled
3.2 A reports

# renames | branded virtual
Two machines swap their names
0 A reports
0 B reports
5 A and B swap names
5.1 A reports
5.2 B reports
9 A reports
9.1 B reports

# re-images | branded partial whitebox virtual
A machine gets a new system under its old name
0 A reports
1 A reports
2 A is reinstalled
2.1 A reports
3 A reports
4 A reports
6 A reports

# re-images | branded partial
A machine gets a new system and a new disk, and a new name
0 A reports
4 A's disk is replaced
4 A is renamed
4 A is reinstalled
4.1 A reports

# re-images | whitebox
A machine without any serial number gets a new system, disk and name: only its adapter is the same
0 A reports
4 A's disk is replaced
4 A is renamed
4 A is reinstalled
4.1 A reports → review

# re-images | branded partial whitebox
A machine is reinstalled every week
0 A reports
7 A is reinstalled
7.1 A reports
14 A is reinstalled
14.1 A reports
21 A is reinstalled
21.1 A reports

# board swaps | branded
The maker replaces the board and writes the old serial number into it
0 A reports
3 A's board is replaced, its serial number kept
3.1 A reports

# board swaps | branded
The same, and the machine gets a new system under its old name
0 A reports
3 A's board is replaced, its serial number kept
3.1 A is reinstalled
3.2 A reports

# board swaps | whitebox
The board of a machine without serial number is replaced; disk and system stay
0 A reports
3 A's board is replaced
3.1 A reports

# board swaps | branded
The board is replaced and has another serial number; disk and system stay: it may be a disk in another machine
0 A reports
3 A's board is replaced
3.1 A reports → review

# part swaps | branded partial whitebox
The network adapter is replaced
0 A reports
3 A's adapters are replaced
3.1 A reports

# part swaps | branded
The disk is replaced, and the system restored from a backup with its agent
0 A reports
3 A's disk is replaced
3.1 A reports

# part swaps | branded
A machine's disk goes on in another machine that is known
0 A reports
0 B reports
3 B runs from A's disk
3.1 B reports

# docks | branded
Two laptops use one dock in turns
0 A docks
0.1 A reports
1 A undocks
1 B docks
1.1 B reports
2 B undocks
2 A docks
2.1 A reports
3 A undocks
3 B docks
3.1 B reports

# docks | unseen partial whitebox
A dock goes round between machines whose firmware says nothing; the second is new
0 A docks
0.1 A reports
1 B docks
1.1 B reports
2 B is renamed
2.1 B reports

# docks | branded
A new laptop comes to a dock, while the old one has the same name for a day
0 A docks
0.1 A reports
2 A undocks
2 B docks
2 B takes A's name
2.1 B reports
2.2 A reports

# replacements | branded partial whitebox
A new machine of the same model takes the place, the name and the asset tag of an old one
0 A reports
9 B takes A's name
9 B takes A's tag
9.1 B reports

# junk serials | unseen
Machines of a maker who gives all the same identifiers, in no list of junk
0 A reports
1 B reports
2 C reports
3 A reports
4 B reports
5 C is reinstalled
5.1 C reports
5.2 A reports

# junk serials | unseen partial whitebox
Machines of one model come new, all by the name of the image
0 A reports
1 B takes A's name
1.1 B reports
2 C takes A's name
2.1 C reports

# zero UUIDs | whitebox partial
Machines without identifiers of their own report side by side
0 A reports
0.1 B reports
0.2 C reports
1 A reports
1.1 B reports
1.2 C reports

# zero UUIDs | whitebox partial
One of them is renamed
0 A reports
0.1 B reports
1 B is renamed
1.1 B reports
1.2 A reports

# clones | branded partial whitebox
A disk image with its agent is put on other machines, which keep its name until later
0 A reports
2 B is imaged from A
2.1 B reports
2.2 A reports
3 B is renamed
3.1 B reports
3.2 A reports

# clones | branded partial whitebox unseen
A disk image with its agent is put on other machines, which are renamed at once
0 A reports
2 B is imaged from A
2 B is renamed
2.1 B reports
2.2 A reports

# VM copies | virtual
A virtual machine is copied with all its identifiers; copy and original report in turns under one DEVICEID each
0 A reports
1 A reports
2 B is copied from A with all identifiers
2 B is renamed
2.1 B reports
2.5 A reports
3.1 B reports
3.5 A reports
6.1 B reports
6.5 A reports

# VM copies | virtual
A virtual machine is copied with new identifiers, and renamed
0 A reports
2 B is copied from A with new identifiers
2 B is renamed
2.1 B reports
2.5 A reports
3.1 B reports

# VM copies | virtual
A virtual machine is copied with new identifiers, and keeps its name and its agent
0 A reports
2 B is copied from A with new identifiers
2.1 B reports → review
2.5 A reports
3.1 B reports
3.5 A reports

# VM copies | virtual
A virtual machine is copied and gets a new hardware address only, and another name
0 A reports
2 B is copied from A with a new address
2 B is renamed
2.1 B reports
2.5 A reports
3.1 B reports

# VM copies | virtual
A copy with all identifiers runs while the original is off for a month; then both run
0 A reports
1 A reports
2 B is copied from A with all identifiers
2 B is renamed
2.1 B reports
2.2 A reports
3 B reports
33 A reports
34 B reports

# VM moves | virtual
A virtual machine goes to another host with all it has
0 A reports
1 A reports
5 A reports

# VM moves | virtual
A virtual machine is imported elsewhere, where it gets new identifiers; its system goes on
0 A reports
1 A reports
2 A gets new identifiers
2.1 A reports → review

# partial evidence | branded
An agent that may not read the firmware reports first, and one that may report later
0 A tells less
0.1 A reports
1 A tells all
1.1 A reports
2 A is reinstalled
2.1 A reports

# partial evidence | branded
A tool turns round the bytes of the UUID, and the machine gets a new system
0 A reports
3 A's UUID is read the other way round
3 A is reinstalled
3.1 A reports

# partial evidence | branded
A firmware update forgets the serial number
0 A reports
3 A's serial number is forgotten
3.1 A reports
4 A is reinstalled
4.1 A reports

# chains of changes | branded
A board, then a name, then a system, one after the other
0 A reports
3 A's board is replaced, its serial number kept
3.1 A reports
9 A is renamed
9.1 A reports
12 A is reinstalled
12.1 A reports

# chains of changes | branded partial
Adapter, disk and system go one by one
0 A reports
7 A's adapters are replaced
7.1 A reports
14 A's disk is replaced
14.1 A reports
21 A is renamed
21 A is reinstalled
21.1 A reports

# chains of changes | branded partial whitebox
A name goes to another machine while the first is away, which then gets a new system
0 A reports
5 B takes A's name
5.1 B reports
35 A is reinstalled
35.1 A reports
36 B reports

# chains of changes | virtual
Renamed twice within a day
0 A reports
1 A reports
2 A is renamed
2.1 A reports
2.3 A is renamed
2.4 A reports
3 A reports
4 A reports
5 A reports
7 A reports
9 A reports

# chains of changes | virtual
Installed again twice within two days
0 A reports
1 A reports
2 A is reinstalled
2.1 A reports
3 A is reinstalled
3.1 A reports
4 A reports
5 A reports
7 A reports
9 A reports
12 A reports

# many copies | virtual
Two copies with all identifiers beside the original
0 A reports
1 B is copied from A with all identifiers
1 B is renamed
1.1 B reports
1.2 A reports
2 C is copied from A with all identifiers
2 C is renamed
2.1 C reports
2.2 A reports
2.3 B reports
3 C reports
6 A reports
6.1 B reports
6.2 C reports

# many copies | branded partial whitebox unseen
One image on three machines of one name
0 A reports
1 B is imaged from A
1.1 B reports
1.2 A reports
2 C is imaged from A
2.1 C reports
2.2 A reports
2.3 B reports
3 C reports

# disks | branded
A disk goes on in a machine that is new, the old machine gets another disk and a new system
0 A reports
3 B runs from A's disk
3.1 B reports → review
4 A's disk is replaced
4 A is renamed
4 A is reinstalled
4.1 A reports

# little evidence | branded
Agents that may not read the firmware, behind one dock
0 A tells less
0 B tells less
0 A docks
0.1 A reports
1 A undocks
1 B docks
1.1 B reports
2 B undocks
2 A docks
2.1 A reports
3 A is renamed
3.1 A reports
4 B reports

# little evidence | branded
An agent that may not read the firmware after one that could
0 A reports
1 A tells less
1.1 A reports
2 A is renamed
2.1 A reports
3 A tells all
3.1 A reports
`;
