<?xml version="1.0" encoding="UTF-8"?>
<!--
  OCS Inventory (or Popis' own inventory server, which keeps the same tables) → CMDB: computers with their memory
  modules, drives and monitors. Reads the views popis_* (views/ocs). Written for one machine a document and right for
  any number.

  Identity
    Computer  the TAG. Serial number, UUID and hardware addresses go along as evidence: they are attributes of the
              element, and the CMDB uses them to notice that a tag has moved to other hardware.
    parts     the serial number where the part has one of its own; else the position in the machine, which is then
              what the Code says. A replaced part with a serial number is another card; without one it is an update.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:include href="values.xsl"/>
  <!-- what a mapping that extends this one writes besides: its own more.xsl takes the place of this one -->
  <xsl:include href="more.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:strip-space elements="*"/>

  <!-- join of slave rows to their master: first column against first column -->
  <xsl:key name="memory-of" match="/inventory/memory" use="hardware_id"/>
  <xsl:key name="storage-of" match="/inventory/storage" use="hardware_id"/>
  <xsl:key name="monitor-of" match="/inventory/monitor" use="hardware_id"/>
  <xsl:key name="network-of" match="/inventory/network" use="hardware_id"/>
  <!-- a serial number that two parts of one machine share identifies neither -->
  <xsl:key name="memory-serial" match="/inventory/memory" use="concat(hardware_id, '|', normalize-space(serialnumber))"/>
  <xsl:key name="memory-slot" match="/inventory/memory" use="concat(hardware_id, '|', numslots)"/>
  <xsl:key name="storage-serial" match="/inventory/storage" use="concat(hardware_id, '|', normalize-space(serialnumber))"/>
  <xsl:key name="monitor-serial" match="/inventory/monitor" use="concat(hardware_id, '|', normalize-space(serial))"/>

  <xsl:template match="/inventory">
    <cards side="inventory">
      <xsl:apply-templates select="device"/>
    </cards>
  </xsl:template>

  <xsl:template match="/inventory/device">
    <xsl:variable name="tag" select="normalize-space(tag)"/>
    <xsl:variable name="modules" select="sum(key('memory-of', device)/capacity)"/>
    <group master="{$tag}">
      <Computer key="Code" identify="Code">
        <xsl:attribute name="serial"><xsl:value-of select="normalize-space(serial)"/></xsl:attribute>
        <xsl:attribute name="uuid"><xsl:value-of select="normalize-space(uuid)"/></xsl:attribute>
        <xsl:attribute name="macs">
          <xsl:for-each select="key('network-of', device)">
            <xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if>
            <xsl:value-of select="normalize-space(macaddr)"/>
          </xsl:for-each>
        </xsl:attribute>
        <Code><xsl:value-of select="$tag"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
        <Model><xsl:call-template name="known"><xsl:with-param name="value" select="model"/></xsl:call-template></Model>
        <SerialNumber><xsl:call-template name="known"><xsl:with-param name="value" select="serial"/></xsl:call-template></SerialNumber>
        <UUID><xsl:call-template name="known"><xsl:with-param name="value" select="uuid"/></xsl:call-template></UUID>
        <Workgroup><xsl:value-of select="normalize-space(workgroup)"/></Workgroup>
        <!-- some agents give several addresses in one text: the first one -->
        <IPAddress><xsl:value-of select="substring-before(concat(translate(normalize-space(ipaddr), ',;/', '   '), ' '), ' ')"/></IPAddress>
        <MACAddress>
          <xsl:call-template name="hardware-address">
            <xsl:with-param name="adapters" select="key('network-of', device)"/>
            <xsl:with-param name="ip" select="ipaddr"/>
          </xsl:call-template>
        </MACAddress>
        <OS><xsl:value-of select="normalize-space(osname)"/></OS>
        <OSVersion><xsl:value-of select="normalize-space(osversion)"/></OSVersion>
        <Owner><xsl:value-of select="normalize-space(winowner)"/></Owner>
        <!-- a virtual machine reports its memory and no modules -->
        <RAM>
          <xsl:choose>
            <xsl:when test="$modules &gt; 0"><xsl:value-of select="$modules"/></xsl:when>
            <xsl:otherwise><xsl:call-template name="number"><xsl:with-param name="value" select="memory"/></xsl:call-template></xsl:otherwise>
          </xsl:choose>
        </RAM>
        <Processor><xsl:value-of select="normalize-space(processort)"/></Processor>
        <ProcessorCount><xsl:call-template name="number"><xsl:with-param name="value" select="processorn"/></xsl:call-template></ProcessorCount>
        <ProcessorSpeed><xsl:call-template name="number"><xsl:with-param name="value" select="processors"/></xsl:call-template></ProcessorSpeed>
        <xsl:apply-templates select="." mode="more-attributes"/>
      </Computer>
      <xsl:for-each select="key('memory-of', device)">
        <xsl:sort select="numslots" data-type="number"/>
        <xsl:call-template name="memory">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="place" select="position()"/>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:for-each select="key('storage-of', device)">
        <xsl:sort select="name"/>
        <xsl:call-template name="storage">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="place" select="position()"/>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:for-each select="key('monitor-of', device)">
        <xsl:sort select="serial"/>
        <xsl:call-template name="monitor">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="place" select="position()"/>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:apply-templates select="." mode="more-parts">
        <xsl:with-param name="tag" select="$tag"/>
      </xsl:apply-templates>
    </group>
  </xsl:template>

  <xsl:template name="memory">
    <xsl:param name="tag"/>
    <xsl:param name="place"/>
    <xsl:variable name="serial"><xsl:call-template name="known"><xsl:with-param name="value" select="serialnumber"/></xsl:call-template></xsl:variable>
    <Memory domain="ComputerMemory" domaindirection="directed">
      <xsl:call-template name="identify">
        <xsl:with-param name="serial" select="$serial"/>
        <xsl:with-param name="same" select="key('memory-serial', concat(hardware_id, '|', normalize-space(serialnumber)))"/>
      </xsl:call-template>
      <Code>
        <xsl:value-of select="concat($tag, '/MEM')"/>
        <!-- the slot's number, unless the agent numbers all slots alike -->
        <xsl:choose>
          <xsl:when test="numslots != '' and count(key('memory-slot', concat(hardware_id, '|', numslots))) = 1"><xsl:value-of select="numslots"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$place"/></xsl:otherwise>
        </xsl:choose>
      </Code>
      <Description><xsl:value-of select="normalize-space(description)"/></Description>
      <SerialNumber><xsl:value-of select="$serial"/></SerialNumber>
      <Caption><xsl:value-of select="normalize-space(caption)"/></Caption>
      <Capacity><xsl:call-template name="number"><xsl:with-param name="value" select="capacity"/></xsl:call-template></Capacity>
      <Type><xsl:value-of select="normalize-space(type)"/></Type>
      <NumSlot><xsl:value-of select="numslots"/></NumSlot>
      <Speed><xsl:value-of select="normalize-space(speed)"/></Speed>
    </Memory>
  </xsl:template>

  <xsl:template name="storage">
    <xsl:param name="tag"/>
    <xsl:param name="place"/>
    <xsl:variable name="serial"><xsl:call-template name="known"><xsl:with-param name="value" select="serialnumber"/></xsl:call-template></xsl:variable>
    <Storage domain="ComputerStorage" domaindirection="directed">
      <xsl:call-template name="identify">
        <xsl:with-param name="serial" select="$serial"/>
        <xsl:with-param name="same" select="key('storage-serial', concat(hardware_id, '|', normalize-space(serialnumber)))"/>
      </xsl:call-template>
      <Code>
        <xsl:call-template name="part-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="serial" select="$serial"/>
          <xsl:with-param name="same" select="key('storage-serial', concat(hardware_id, '|', normalize-space(serialnumber)))"/>
          <xsl:with-param name="place" select="concat('DISK', $place)"/>
        </xsl:call-template>
      </Code>
      <Description>
        <xsl:choose>
          <xsl:when test="normalize-space(name) != ''"><xsl:value-of select="normalize-space(name)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="normalize-space(description)"/></xsl:otherwise>
        </xsl:choose>
      </Description>
      <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
      <Model><xsl:value-of select="normalize-space(model)"/></Model>
      <SerialNumber><xsl:value-of select="$serial"/></SerialNumber>
      <MediaType><xsl:value-of select="normalize-space(type)"/></MediaType>
      <Size><xsl:call-template name="number"><xsl:with-param name="value" select="disksize"/></xsl:call-template></Size>
      <Firmware><xsl:value-of select="normalize-space(firmware)"/></Firmware>
    </Storage>
  </xsl:template>

  <xsl:template name="monitor">
    <xsl:param name="tag"/>
    <xsl:param name="place"/>
    <xsl:variable name="serial"><xsl:call-template name="known"><xsl:with-param name="value" select="serial"/></xsl:call-template></xsl:variable>
    <Monitor domain="ComputerMonitors" domaindirection="directed">
      <xsl:call-template name="identify">
        <xsl:with-param name="serial" select="$serial"/>
        <xsl:with-param name="same" select="key('monitor-serial', concat(hardware_id, '|', normalize-space(serial)))"/>
      </xsl:call-template>
      <Code>
        <xsl:call-template name="part-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="serial" select="$serial"/>
          <xsl:with-param name="same" select="key('monitor-serial', concat(hardware_id, '|', normalize-space(serial)))"/>
          <xsl:with-param name="place" select="concat('MON', $place)"/>
        </xsl:call-template>
      </Code>
      <Description><xsl:value-of select="normalize-space(description)"/></Description>
      <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
      <SerialNumber><xsl:value-of select="$serial"/></SerialNumber>
      <Caption><xsl:value-of select="normalize-space(caption)"/></Caption>
      <Type><xsl:value-of select="normalize-space(type)"/></Type>
    </Monitor>
  </xsl:template>

  <!-- nothing else reaches the output -->
  <xsl:template match="text()"/>
</xsl:stylesheet>
