<?xml version="1.0" encoding="UTF-8"?>
<!-- One template a kind of row: the component that it is. A row that says nothing of itself is none. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- the rows of one interface, one an address -->
  <xsl:key name="interface-rows" match="/inventory/interface" use="concat(hardware_id, '|', macaddr, '|', name)"/>

  <!-- Code of a component: by its serial number where it has one, else by its name -->
  <xsl:template name="component-code">
    <xsl:param name="tag"/>
    <xsl:param name="kind"/>
    <xsl:param name="serial"/>
    <xsl:param name="name"/>
    <Code>
      <xsl:value-of select="concat($tag, '/', $kind, '/')"/>
      <xsl:choose>
        <xsl:when test="$serial != ''"><xsl:value-of select="$serial"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$name"/></xsl:otherwise>
      </xsl:choose>
    </Code>
  </xsl:template>

  <xsl:template match="/inventory/interface" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="rows" select="key('interface-rows', concat(hardware_id, '|', macaddr, '|', name))"/>
    <xsl:variable name="text" select="translate(normalize-space(name), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <!-- made by the system for containers and guests, with another address each time -->
    <xsl:variable name="passing" select="starts-with($text, 'veth') or starts-with($text, 'ifb') or starts-with($text, 'tap') or starts-with($text, 'vnet') or starts-with($text, 'docker') or starts-with($text, 'br-') or starts-with($text, 'virbr') or starts-with($text, 'cali') or starts-with($text, 'flannel') or starts-with($text, 'cni') or starts-with($text, 'dummy') or starts-with($text, 'lo:') or $text = 'lo'"/>
    <xsl:if test="generate-id() = generate-id($rows[1]) and not($passing)">
      <NetworkInterface domain="ComputerComponents" domaindirection="directed" identify="Code">
        <Code><xsl:value-of select="concat($tag, '/NET/', normalize-space(macaddr), '/', normalize-space(name))"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <MACAddress><xsl:value-of select="normalize-space(macaddr)"/></MACAddress>
        <Type><xsl:value-of select="normalize-space(type)"/></Type>
        <IPv4><xsl:apply-templates select="$rows[contains(ipaddress, '.')]/ipaddress" mode="list"/></IPv4>
        <!-- an address of the link alone says nothing that the hardware address does not say -->
        <IPv6><xsl:apply-templates select="$rows[contains(ipaddress, ':') and not(starts-with(ipaddress, 'fe80'))]/ipaddress" mode="list"/></IPv6>
        <Subnet><xsl:apply-templates select="$rows[contains(ipaddress, '.') and ipsubnet != '']/ipsubnet" mode="list"/></Subnet>
        <Gateway><xsl:value-of select="normalize-space($rows[contains(ipaddress, '.') and ipgateway != '' and ipgateway != '0.0.0.0']/ipgateway)"/></Gateway>
        <DHCPServer><xsl:value-of select="normalize-space($rows[ipdhcp != '' and ipdhcp != '0.0.0.0' and ipdhcp != '255.255.255.255']/ipdhcp)"/></DHCPServer>
      </NetworkInterface>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="list">
    <xsl:if test="position() &gt; 1">, </xsl:if>
    <xsl:value-of select="normalize-space()"/>
    <xsl:if test="local-name() = 'ipsubnet' and ../ipmask != ''"><xsl:value-of select="concat('/', normalize-space(../ipmask))"/></xsl:if>
  </xsl:template>

  <!-- by its socket: agents give the model's id for a serial number, the same for all processors -->
  <xsl:template match="/inventory/processor" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="socket"><xsl:call-template name="known"><xsl:with-param name="value" select="socket"/></xsl:call-template></xsl:variable>
    <xsl:variable name="name"><xsl:value-of select="normalize-space(type)"/></xsl:variable>
    <xsl:if test="$name != ''">
      <Processor domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'CPU'"/>
          <xsl:with-param name="serial" select="$socket"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
        <SerialNumber><xsl:call-template name="known"><xsl:with-param name="value" select="serialnumber"/></xsl:call-template></SerialNumber>
        <Speed><xsl:call-template name="number"><xsl:with-param name="value" select="translate(speed, ' MHzmh', '')"/></xsl:call-template></Speed>
        <Cores><xsl:call-template name="number"><xsl:with-param name="value" select="cores"/></xsl:call-template></Cores>
        <Threads><xsl:call-template name="number"><xsl:with-param name="value" select="threads"/></xsl:call-template></Threads>
        <Cache><xsl:value-of select="normalize-space(cache)"/></Cache>
        <Architecture><xsl:value-of select="normalize-space(arch)"/></Architecture>
        <Socket><xsl:value-of select="$socket"/></Socket>
      </Processor>
    </xsl:if>
  </xsl:template>

  <!-- Windows gives a letter, others the mount point as the type. Only what belongs to the machine and stays -->
  <xsl:template match="/inventory/drive" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(letter) != ''"><xsl:value-of select="normalize-space(letter)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(type)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != '' and total &gt; 0 and type != 'CD-Rom Drive' and type != 'Removable Drive' and type != 'Network Drive' and not(starts-with(filesystem, 'fuse.') or starts-with(filesystem, 'nfs') or contains('|cifs|smbfs|smb3|tmpfs|devtmpfs|overlay|squashfs|iso9660|udf|', concat('|', filesystem, '|')))">
      <LogicalDrive domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'DRIVE'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Mount><xsl:value-of select="$name"/></Mount>
        <FileSystem><xsl:value-of select="normalize-space(filesystem)"/></FileSystem>
        <Size><xsl:call-template name="number"><xsl:with-param name="value" select="total"/></xsl:call-template></Size>
        <Volume><xsl:value-of select="normalize-space(volume)"/></Volume>
      </LogicalDrive>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/video" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:value-of select="normalize-space(name)"/></xsl:variable>
    <xsl:if test="$name != ''">
      <VideoCard domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'VIDEO'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Chipset><xsl:value-of select="normalize-space(chipset)"/></Chipset>
        <VideoMemory><xsl:value-of select="normalize-space(memory)"/></VideoMemory>
        <Resolution><xsl:value-of select="normalize-space(resolution)"/></Resolution>
      </VideoCard>
    </xsl:if>
  </xsl:template>

  <!-- some agents put the model into the maker: the name is both -->
  <xsl:template match="/inventory/sound" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:value-of select="normalize-space(concat(manufacturer, ' ', name))"/></xsl:variable>
    <xsl:if test="$name != ''">
      <SoundCard domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'SOUND'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
      </SoundCard>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/controller" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:value-of select="normalize-space(concat(manufacturer, ' ', name))"/></xsl:variable>
    <xsl:if test="$name != ''">
      <Controller domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'CTRL'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
        <Type><xsl:value-of select="normalize-space(type)"/></Type>
        <Caption><xsl:value-of select="normalize-space(caption)"/></Caption>
        <Version><xsl:value-of select="normalize-space(version)"/></Version>
      </Controller>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/slot" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(name) != ''"><xsl:value-of select="normalize-space(name)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(designation)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != ''">
      <Slot domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'SLOT'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Designation><xsl:value-of select="normalize-space(designation)"/></Designation>
        <Purpose><xsl:choose><xsl:when test="normalize-space(purpose) != ''"><xsl:value-of select="normalize-space(purpose)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(description)"/></xsl:otherwise></xsl:choose></Purpose>
        <Use><xsl:value-of select="normalize-space(status)"/></Use>
      </Slot>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/port" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(name) != ''"><xsl:value-of select="normalize-space(name)"/></xsl:when><xsl:when test="normalize-space(caption) != ''"><xsl:value-of select="normalize-space(caption)"/></xsl:when><xsl:when test="normalize-space(description) != ''"><xsl:value-of select="normalize-space(description)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(type)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != ''">
      <Port domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'PORT'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Type><xsl:value-of select="normalize-space(type)"/></Type>
        <Caption><xsl:choose><xsl:when test="normalize-space(caption) != ''"><xsl:value-of select="normalize-space(caption)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(description)"/></xsl:otherwise></xsl:choose></Caption>
      </Port>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/input" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(caption) != ''"><xsl:value-of select="normalize-space(caption)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(description)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != ''">
      <InputDevice domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'INPUT'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
        <Type><xsl:choose><xsl:when test="normalize-space(pointtype) != ''"><xsl:value-of select="normalize-space(pointtype)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(type)"/></xsl:otherwise></xsl:choose></Type>
        <Interface><xsl:value-of select="normalize-space(interface)"/></Interface>
      </InputDevice>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/modem" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(name) != ''"><xsl:value-of select="normalize-space(name)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(model)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != ''">
      <Modem domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'MODEM'"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <Model><xsl:value-of select="normalize-space(model)"/></Model>
        <Type><xsl:value-of select="normalize-space(type)"/></Type>
      </Modem>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/battery" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="serial"><xsl:call-template name="known"><xsl:with-param name="value" select="serialnumber"/></xsl:call-template></xsl:variable>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(name) != ''"><xsl:value-of select="normalize-space(name)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(manufacturer)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != '' or $serial != ''">
      <Battery domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'BAT'"/>
          <xsl:with-param name="serial" select="$serial"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <SerialNumber><xsl:value-of select="$serial"/></SerialNumber>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
        <Chemistry><xsl:value-of select="normalize-space(chemistry)"/></Chemistry>
        <Capacity><xsl:value-of select="normalize-space(capacity)"/></Capacity>
        <Voltage><xsl:value-of select="normalize-space(voltage)"/></Voltage>
      </Battery>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/usb" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="serial"><xsl:call-template name="known"><xsl:with-param name="value" select="serial"/></xsl:call-template></xsl:variable>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(description) != ''"><xsl:value-of select="normalize-space(description)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(manufacturer)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != '' or $serial != ''">
      <USBDevice domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'USB'"/>
          <xsl:with-param name="serial" select="$serial"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <SerialNumber><xsl:value-of select="$serial"/></SerialNumber>
        <Manufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="manufacturer"/></xsl:call-template></Manufacturer>
        <Type><xsl:value-of select="normalize-space(type)"/></Type>
        <Interface><xsl:value-of select="normalize-space(interface)"/></Interface>
      </USBDevice>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/sim" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="serial"><xsl:call-template name="known"><xsl:with-param name="value" select="serialnumber"/></xsl:call-template></xsl:variable>
    <xsl:variable name="name"><xsl:choose><xsl:when test="normalize-space(opname) != ''"><xsl:value-of select="normalize-space(opname)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(operator)"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:if test="$name != '' or $serial != ''">
      <SIMCard domain="ComputerComponents" domaindirection="directed" identify="Code">
        <xsl:call-template name="component-code">
          <xsl:with-param name="tag" select="$tag"/>
          <xsl:with-param name="kind" select="'SIM'"/>
          <xsl:with-param name="serial" select="$serial"/>
          <xsl:with-param name="name" select="$name"/>
        </xsl:call-template>
        <Description><xsl:value-of select="$name"/></Description>
        <SerialNumber><xsl:value-of select="$serial"/></SerialNumber>
        <Operator><xsl:choose><xsl:when test="normalize-space(opname) != ''"><xsl:value-of select="normalize-space(opname)"/></xsl:when><xsl:otherwise><xsl:value-of select="normalize-space(operator)"/></xsl:otherwise></xsl:choose></Operator>
        <Country><xsl:value-of select="normalize-space(country)"/></Country>
        <IMEI><xsl:value-of select="normalize-space(deviceid)"/></IMEI>
        <PhoneNumber><xsl:value-of select="normalize-space(phonenumber)"/></PhoneNumber>
      </SIMCard>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
