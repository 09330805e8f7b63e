#include "studio.inc"
#declare C = array[3] { srgb <0.93, 0.91, 0.87>, srgb <0.53, 0.61, 0.49>, srgb <0.20, 0.27, 0.36> };
#declare S = array[3] { srgb <0.62, 0.52, 0.42>, srgb <0.36, 0.40, 0.30>, srgb <0.55, 0.60, 0.66> };
#macro Mug(Col, Spot, R, H)
  #local W = 0.045;
  union {
    // the wall, its lip and the foot
    difference {
      union { RoundedDisc(R, 0, 0.3, 0.06) cylinder { y * 0.1, y * H, R } }
      cylinder { y * 0.09, y * (H + 1), R - W }
    }
    torus { R - W / 2, W / 2 translate y * H }
    cylinder { 0, y * 0.06, R - 0.08 }
    // the handle
    intersection {
      torus { H * 0.27, 0.062 rotate x * 90 scale <0.92, 1.08, 1.35> }
      plane { -x, -(-0.02) }
      translate <R - 0.02, H * 0.52, 0>
    }
    texture { pigment { gradient y
        pigment_map { [0.155 granite scale 0.2 color_map { [0 srgb <0.70, 0.58, 0.46>] [1 srgb <0.82, 0.71, 0.59>] }]
                      [0.165 bozo scale 0.012 color_map { [0 Spot] [0.13 Spot] [0.17 Col] [1 Col] }] }
        scale H * 1.2 }
      finish { diffuse 0.78 specular 0.22 roughness 0.025 reflection { 0.01, 0.14 fresnel on } conserve_energy } }
  }
#end
Studio(1.0)
#switch (View)
  #case (1)
    object { Mug(C[Colour], S[Colour], 0.43, 0.92) rotate y * 28 }
    Shot(<0, 1.25, -4.2>, <0.1, 0.42, 0>, 21)
  #break
  #case (2)
    object { Mug(C[Colour], S[Colour], 0.43, 0.92) rotate y * 150 }
    Shot(<0.2, 2.4, -2.6>, <-0.04, 0.45, 0>, 23)
  #break
  #case (3)
    object { Mug(C[0], S[0], 0.43, 0.92) rotate y * 35 translate <-0.58, 0, 0.2> }
    object { Mug(C[1], S[1], 0.43, 0.92) rotate y * 20 translate <0.42, 0, 0.75> }
    object { Mug(C[2], S[2], 0.43, 0.62) rotate y * -20 translate <0.30, 0, -0.5> }
    Shot(<0, 1.7, -5>, <0.02, 0.36, 0>, 27)
  #break
#end
